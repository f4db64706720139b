import type { CommandResult } from "../../model/command-result.ts";
import type { Deadline } from "../deadline.ts";
import type { ForwardedSubmission } from "./node-connector.ts";

/** A command that may be handled by another node, and where its outcome goes. */
export interface Errand {
  readonly submission: Omit<ForwardedSubmission, "timeoutMs">;
  /** Its id from dispatch on. */
  readonly commandId: string;
  readonly dispatched: boolean;
  /** `keyHash` of its routing key. */
  readonly hash: number;
  readonly deadline: Deadline;
  /** One of these is called, once. */
  settle(result: CommandResult): void;
  fail(error: unknown): void;
  /** It is handled on this node; `uncertain`: another node may have handled it, or be at it. */
  here(uncertain: boolean): void;
  /** Its outcome, as far as it can be found out without handling it again. */
  find(): Promise<CommandResult | undefined>;
  /** The error of a command whose outcome cannot be found out. */
  unknown(): unknown;
}
