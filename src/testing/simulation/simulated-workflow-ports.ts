import type { CommandResult } from "../../model/command-result.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { Tables } from "../../model/tables.ts";
import type { CommandSubmission } from "../../runtime/engine.ts";
import type { SimulatedTime } from "./simulated-time.ts";

/** What simulated workflows need of the rest of their world. */
export interface SimulatedWorkflowsPorts {
  readonly tables: Tables;
  readonly log: { listen(hear: (event: StoredEvent) => void): void };
  readonly time: SimulatedTime;
  readonly nextId: () => string;
  readonly send: (who: string, submission: CommandSubmission) => Promise<CommandResult>;
  /** Hears what a reaction threw. */
  readonly failed: (error: unknown) => void;
}
