import { setTimeout as pause } from "node:timers/promises";
import type { Draw } from "../random.ts";
import { type HttpCommand, sendCommand, type Told } from "./send-command.ts";

/** Who sends commands, and what it cannot explain. */
export interface Sender {
  /** Where nodes take commands at the moment. */
  readonly addresses: () => readonly string[];
  /** Answers that nobody expects. */
  readonly surprises: string[];
  /** Milliseconds since 1970 when it gives up. */
  readonly giveUp: number;
  /** Milliseconds it waits for an answer; default 1500. */
  readonly patienceMs?: number;
}

export interface SenderTools {
  readonly sender: Sender;
  readonly draw: Draw;
}

const usualPatienceMs = 1_500;

/** Sends it again, to any node, under the same id, until somebody knows its outcome. */
export async function untilTold(command: HttpCommand, { sender, draw }: SenderTools): Promise<Told> {
  const { patienceMs: timeoutMs = usualPatienceMs } = sender;
  while (Date.now() < sender.giveUp) {
    const told = await attempt(command, { sender, draw, timeoutMs });
    if (told.kind !== "unknown") return told;
    await pause(draw.between(20, 150));
  }
  return { kind: "unknown" };
}

interface Attempt extends SenderTools {
  readonly timeoutMs: number;
}

/** Once, to one of the nodes. */
export async function attempt(command: HttpCommand, { sender, draw, timeoutMs }: Attempt): Promise<Told> {
  const addresses = sender.addresses();
  if (addresses.length === 0) return { kind: "unknown" };
  try {
    return await sendCommand(command, { address: draw.of(addresses), timeoutMs });
  } catch (error) {
    sender.surprises.push(error instanceof Error ? error.message : String(error));
    return { kind: "unknown" };
  }
}
