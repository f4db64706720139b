import type { ComponentNode } from "../model/application-node.ts";
import type { RelayNode } from "../model/node.ts";
import { relaysOf } from "./components.ts";
import { type Mistake, mistake } from "./mistake.ts";

/** Programs without types can say anything of an event. */
export function checkRelays(components: readonly ComponentNode[]): readonly Mistake[] {
  return relaysOf(components).flatMap((relay) => relay.on.flatMap((group) => checkPublished(relay, group)));
}

function checkPublished({ name }: RelayNode, { handlers }: RelayNode["on"][number]): readonly Mistake[] {
  const wrong = Object.keys(handlers).filter(
    (event) => handlers[event] !== true && typeof handlers[event] !== "function",
  );
  return wrong.map((event) =>
    mistake(name, {
      subject: `relay "${name}"`,
      state: `what it publishes of "${event}" is neither true nor a function`,
      mend: "give true for its data as they are, or a function that makes what goes out",
    }),
  );
}
