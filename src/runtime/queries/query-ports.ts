import type { Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import type { Deadlines } from "../deadline.ts";
import type { LiveFold } from "../live/live-folds.ts";
import type { Processor } from "../processors/processor.ts";

/** How far a projection has come. */
export type Progress = Pick<Processor, "status" | "reached" | "hadLetters">;

/** What queries are answered with. */
export interface QueryPorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly deadlines: Deadlines;
  readonly processors: ReadonlyMap<string, Progress>;
  readonly live: ReadonlyMap<string, LiveFold>;
}
