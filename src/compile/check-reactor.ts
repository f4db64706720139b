import type { ComponentNode } from "../model/application-node.ts";
import type { ReactorNode } from "../model/node.ts";
import type { Delivery } from "../model/processor-node.ts";
import { aggregatesOf, reactorsOf } from "./components.ts";
import { type Mistake, mistake } from "./mistake.ts";
import { strangeSends } from "./strange-sends.ts";

const deliveries: readonly Delivery[] = ["competing", "broadcast", "local"];

export function checkReactors(components: readonly ComponentNode[]): readonly Mistake[] {
  const aggregates = new Set(aggregatesOf(components).map(({ name }) => name));
  return reactorsOf(components).flatMap((reactor) => [
    ...strangeSends(reactor.sends, aggregates).map((one) => wrong(reactor, one)),
    ...checkDelivery(reactor),
  ]);
}

function checkDelivery(reactor: ReactorNode): readonly Mistake[] {
  const { delivery } = reactor;
  if (delivery === "competing") return [];
  if (!deliveries.includes(delivery))
    return [wrong(reactor, { state: `its delivery is "${String(delivery)}"`, mend: `give ${deliveries.join(", ")}` })];
  return meaningless(reactor).map((option) =>
    wrong(reactor, {
      state: `its delivery is ${delivery}, which keeps nothing, so ${option} says nothing`,
      mend: `remove it, or give delivery: "competing"`,
    }),
  );
}

function meaningless({ from, segments, onFailure }: ReactorNode): readonly string[] {
  return [
    ...(from === undefined ? [] : ["from"]),
    ...(segments === undefined ? [] : ["segments"]),
    ...(onFailure?.kind === "deadLetter" ? ["deadLetter(…)"] : []),
  ];
}

function wrong({ name }: ReactorNode, { state, mend }: { state: string; mend: string }): Mistake {
  return mistake(name, { subject: `reactor "${name}"`, state, mend });
}
