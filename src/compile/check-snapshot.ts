import type { AggregateNode } from "../model/node.ts";
import type { SnapshotNode } from "../model/snapshot-node.ts";
import { checkNumbers } from "./check-numbers.ts";
import { type Mistake, mistake } from "./mistake.ts";

export function checkSnapshot({ name, snapshot, events }: AggregateNode): readonly Mistake[] {
  if (snapshot === undefined) return [];
  const subject = `snapshot of aggregate "${name}"`;
  const wrong = (state: string, mend: string): Mistake => mistake(name, { subject, state, mend });
  const strangers = (snapshot.onEvents ?? []).filter((event) => !Object.hasOwn(events, event));
  return [
    ...(isTriggered(snapshot) ? [] : [wrong("nothing triggers it", "give everyEvents, loadingMs or onEvents")]),
    ...(Number.isSafeInteger(snapshot.version)
      ? []
      : [wrong(`its version is ${String(snapshot.version)}`, "give a whole number")]),
    ...checkNumbers(name, {
      subject,
      quantities: [
        { name: "everyEvents", value: snapshot.everyEvents, kind: "count", optional: true },
        { name: "loadingMs", value: snapshot.loadingMs, kind: "milliseconds", optional: true },
      ],
    }),
    ...strangers.map((event) =>
      wrong(
        `its onEvents names event "${event}", which is not declared`,
        `name one of ${Object.keys(events).join(", ")}`,
      ),
    ),
    ...((snapshot.encode === undefined) === (snapshot.decode === undefined)
      ? []
      : [wrong("it has only one of encode and decode", "give both, or neither")]),
  ];
}

function isTriggered({ everyEvents, loadingMs, onEvents = [] }: SnapshotNode): boolean {
  return everyEvents !== undefined || loadingMs !== undefined || onEvents.length > 0;
}
