import type { BatchTransaction } from "../../store/segment-store.ts";
import type { Circumstances } from "./event-context.ts";
import type { ProcessorEvent } from "./event-page.ts";

/** Events of one projection, and the transaction in which they are handled. */
export interface Projecting extends Circumstances {
  readonly events: readonly ProcessorEvent[];
  readonly transaction: Pick<BatchTransaction, "rows" | "db">;
}
