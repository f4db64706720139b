import { MyelinError } from "../../base/error.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { RowKey } from "../../model/node.ts";
import type { FoldHandler, FoldTable } from "../../model/tables.ts";
import { eventContext } from "./event-context.ts";

/**
 * The key of the row that an event belongs to: the stream's id, or what `by` answers (an array for several key columns).
 *
 * @throws MyelinError `handler_failed` when `by` answers no key.
 */
export function rowKeyOf(fold: FoldTable, { handler, event }: { handler: FoldHandler; event: StoredEvent }): RowKey {
  if (handler.by === undefined) return [event.stream.id];
  const answer = handler.by(event.data, eventContext(event, { replay: undefined }));
  const key: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  if (key.length === fold.target.key.length && key.every(isKeyPart)) return key;
  const wanted = fold.target.key.join(", ");
  const message = `Cannot find the row of event "${event.type}" in projection "${fold.name}": "by" answered ${JSON.stringify(answer) ?? "undefined"}; answer a value for ${wanted}`;
  throw new MyelinError("handler_failed", message);
}

function isKeyPart(part: unknown): part is string | number | boolean {
  return typeof part === "string" || typeof part === "number" || typeof part === "boolean";
}
