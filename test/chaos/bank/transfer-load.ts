import { setTimeout as pause } from "node:timers/promises";
import type { Engine } from "../../../src/runtime/mod.ts";
import { type Sender, untilTold } from "../load/until-told.ts";
import { drawing } from "../random.ts";
import { accounts, drawTransfer, openingOf, transferOf } from "./requests.ts";

export interface Requests extends Sender {
  readonly seed: number;
  readonly transfers: number;
  /** Over so many they are spread evenly; undefined: as fast as they go. */
  readonly seconds: number | undefined;
  /** Transfers that have ended so far: requests wait while too many have not. */
  readonly ended: () => number;
}

const callers = 64;
/** Transfers under way at once, at most. */
const mostUnderWay = 3_000;
const waitMs = 10;

/** Opens all accounts. */
export async function openAccounts(engine: Pick<Engine, "submit">): Promise<void> {
  const open = async (nth: number): Promise<void> => {
    for (const submission of openingOf(nth)) {
      const result = await engine.submit(submission);
      if (!result.ok) throw new Error(`Cannot open account ${nth}: ${submission.command} was rejected`);
    }
  };
  await Promise.all(Array.from({ length: accounts }, (_, nth) => open(nth)));
}

/** Requests all transfers; answers the ids of those that were acknowledged. */
export async function requestTransfers(load: Requests): Promise<readonly string[]> {
  const { seed, transfers, seconds, ended } = load;
  const [draw, began] = [drawing(seed * 1_000), Date.now()];
  const commands = Array.from({ length: transfers }, (_, nth) => drawTransfer(draw, nth));
  const acknowledged: string[] = [];
  await inLanes(transfers, async (nth, lane) => {
    const command = commands[nth];
    if (command === undefined) return;
    if (seconds !== undefined) await pause(Math.max(0, began + (nth * seconds * 1000) / transfers - Date.now()));
    while (nth - ended() > mostUnderWay) await pause(waitMs);
    const { kind } = await untilTold(command, { sender: load, draw: drawing(seed * 1_000 + 900 + lane) });
    if (kind === "done") acknowledged.push(transferOf(nth));
  });
  return acknowledged;
}

/** Takes numbers from 0 on, in their order, so many at once. */
async function inLanes(count: number, handle: (nth: number, lane: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (_: unknown, number: number): Promise<void> => {
    while (next < count) await handle(next++, number);
  };
  await Promise.all(Array.from({ length: callers }, lane));
}
