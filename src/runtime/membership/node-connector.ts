import type { ErrorCode } from "../../base/error-codes.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { Metadata } from "../../model/message.ts";

/** What of a submission goes to another node. All of it is JSON. */
export interface ForwardedSubmission {
  readonly command: string;
  /** As the caller gave it: the node that handles the command validates it. */
  readonly payload: unknown;
  readonly id?: string;
  readonly scope?: string;
  readonly expectedVersion?: number;
  readonly metadata?: Metadata;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Milliseconds that are left. */
  readonly timeoutMs: number;
}

/** A command on its way to another node. It goes one hop: whoever gets it handles it. */
export interface ForwardedCommand {
  /** Id of the node that it is for. */
  readonly to: string;
  /** Id of the node that sends it. */
  readonly from: string;
  /** The command's id from its dispatch on: its events carry it. */
  readonly commandId: string;
  /** Whether it has passed its dispatch interceptors where it was submitted. */
  readonly dispatched: boolean;
  readonly submission: ForwardedSubmission;
}

/** An error on its way back; its cause stays on the node where it happened. */
export interface ForwardedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What became of a forwarded command. */
export type ForwardedOutcome =
  | { readonly kind: "settled"; readonly result: CommandResult }
  | { readonly kind: "failed"; readonly error: ForwardedError }
  /** It was for another node; nothing was done. */
  | { readonly kind: "misdirected" };

/** The answer of a node, which names itself. */
export interface NodeAnswer {
  readonly node: string;
  readonly outcome: ForwardedOutcome;
}

/** What became of sending a command. */
export type Delivery =
  | ({ readonly kind: "answered" } & NodeAnswer)
  /** It was refused as it is, and surely not handled: too large, not readable there. */
  | { readonly kind: "declined"; readonly cause: string }
  /** Nobody was reached who would have handled it: surely not handled. */
  | { readonly kind: "unreached"; readonly cause: string }
  /** Sent, and no answer came: it may have been handled, or may be yet. */
  | { readonly kind: "lost"; readonly cause: string };

/** How nodes reach each other. `myelin/http` has one; others may be written. */
export interface NodeConnector {
  /** Sends a command to the address and waits for its answer, until the signal aborts. Never rejects. */
  send(
    address: string,
    sending: { readonly command: ForwardedCommand; readonly signal: AbortSignal },
  ): Promise<Delivery>;
}
