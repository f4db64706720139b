import { nanoid } from "nanoid";
import { type CommandResult, MyelinError, type Position } from "../../src/mod.ts";
import { call, type Way } from "./call.ts";
import type { CommandOptions } from "./client-options.ts";
import { jsonOf, problemOf } from "./problem-error.ts";
import { callHeaders } from "./transport.ts";

export interface CommandPorts {
  readonly way: Way;
  /** Hears where the log stood when a command was done. */
  readonly seen: (position: Position) => void;
}

/** A command, under one id in all of its attempts. */
export interface AskedCommand {
  readonly command: string;
  readonly payload: unknown;
  readonly options: CommandOptions;
}

export async function askCommand(
  { command, payload, options }: AskedCommand,
  { way, seen }: CommandPorts,
): Promise<CommandResult> {
  const { id = nanoid(), expectedVersion, correlationId } = options;
  const act = `send command "${command}"`;
  const headers = callHeaders(options, {
    "idempotency-key": quoted(id),
    ...(expectedVersion === undefined ? {} : { "if-match": `"${expectedVersion}"` }),
    ...(correlationId === undefined ? {} : { "correlation-id": quoted(correlationId) }),
  });
  const ask = { method: "POST", path: ["commands", command], headers, body: bodyText(payload, act) } as const;
  const answer = await call({ act, ask, options, repeat: "same", changes: true, details: { commandId: id } }, way);
  const rejected = answer.status === 422 ? problemOf(answer) : undefined;
  if (rejected !== undefined) return rejection(command, rejected);
  const done = jsonOf(answer.text);
  if (!isDone(done))
    throw new MyelinError("internal", `Cannot ${act}: the answer is none of Myelin's; check the address`);
  seen(done.position);
  return { ok: true, ...done };
}

type Done = Omit<Extract<CommandResult, { readonly ok: true }>, "ok">;

function isDone(value: unknown): value is Done {
  return typeof value === "object" && value !== null && "position" in value && typeof value.position === "string";
}

function rejection(command: string, problem: Readonly<Record<string, unknown>>): CommandResult {
  // The form of a rejection's problem is the server's contract.
  const { commandId, stream, reason, data, duplicate, detail } = problem as unknown as Refused;
  const sentence = detail === `Command "${command}" was rejected: ${reason}` ? null : detail;
  return { ok: false, commandId, stream, reason, data, sentence, duplicate };
}

type Refused = Omit<Extract<CommandResult, { readonly ok: false }>, "ok" | "sentence"> & { readonly detail: string };

/** A string of RFC 9651. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** @throws MyelinError `invalid_command` for what is no JSON */
export function bodyText(payload: unknown, act: string): string {
  try {
    return JSON.stringify(payload) ?? "null";
  } catch (cause) {
    throw new MyelinError("invalid_command", `Cannot ${act}: what goes along is no JSON; send plain values`, { cause });
  }
}
