import type { Driver } from "../driver.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import type { Watcher } from "../watch/watch-database.ts";
import type { BatchLimits } from "./batch-limits.ts";

export interface SegmentSettings {
  readonly driver: Driver;
  readonly schema: SchemaName;
  readonly limits: BatchLimits;
  readonly watcher: Pick<Watcher, "sign" | "unsign">;
}
