import type { Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import type { Deadlines } from "../deadline.ts";
import type { Processor } from "../processors/processor.ts";

/** What queries are answered with. */
export interface QueryPorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly deadlines: Deadlines;
  readonly processors: ReadonlyMap<string, Processor>;
}
