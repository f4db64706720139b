import { type Position, parsePosition } from "myelin";
import * as v from "valibot";
import type { Http, HttpAnswer } from "./http-to.ts";
import type { Command } from "./translator.ts";

const Done = v.object({ duplicate: v.boolean(), position: v.custom<Position>(isPosition) });
const Rejected = v.object({ code: v.literal("rejected"), reason: v.string() });

export interface Submission {
  readonly command: Command;
  /** The idempotency key. */
  readonly key: string;
}

export type Outcome =
  | { readonly ok: true; readonly duplicate: boolean; readonly position: Position }
  | { readonly ok: false; readonly reason: string };

/**
 * Submits one command. A domain rejection is an outcome like any other.
 *
 * @throws Error on every other answer but success: the log or the replayer must be mended
 */
export async function submit(http: Http, { command, key }: Submission): Promise<Outcome> {
  const answer = await http({
    method: "POST",
    path: `/commands/${command.name}`,
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(command.payload),
  });
  if (answer.status === 200) return { ok: true, ...v.parse(Done, JSON.parse(answer.text)) };
  const rejected = answer.status === 422 ? v.safeParse(Rejected, JSON.parse(answer.text)) : undefined;
  if (rejected?.success) return { ok: false, reason: rejected.output.reason };
  throw new Error(`Cannot submit ${command.name} with key "${key}": ${wordsOf(answer)}`);
}

function wordsOf({ status, text }: HttpAnswer): string {
  return `the server answers ${status} ${text.slice(0, 500)}`;
}

function isPosition(value: unknown): boolean {
  return typeof value === "string" && parsePosition(value) !== undefined;
}
