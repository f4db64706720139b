import type { Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import type { Deadlines } from "../deadline.ts";
import type { LiveFold } from "../live/live-folds.ts";
import type { OpenWaits } from "./open-waits.ts";
import type { Progress } from "./progress.ts";

/** What queries are answered with. */
export interface QueryPorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly deadlines: Deadlines;
  readonly processors: ReadonlyMap<string, Progress>;
  readonly live: ReadonlyMap<string, LiveFold>;
  readonly waits: OpenWaits;
}
