import type { AggregateNode } from "../model/node.ts";
import { type Mistake, mistake } from "./mistake.ts";

export function checkUpcast({ name, upcast = {} }: AggregateNode): readonly Mistake[] {
  return Object.entries(upcast).flatMap(([event, upcasters]) =>
    upcasters.length > 0
      ? []
      : [
          mistake(name, {
            subject: `upcasters of event "${event}" of aggregate "${name}"`,
            state: "the list is empty",
            mend: "remove it, or add what takes schema version 1 to 2",
          }),
        ],
  );
}
