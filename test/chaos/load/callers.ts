import { setTimeout as pause } from "node:timers/promises";
import type { CallerRecord } from "../judges/judge-acknowledgements.ts";
import { type Draw, drawing } from "../random.ts";
import { type ChaosCommand, drawCommand } from "./command.ts";
import { attempt, untilTold } from "./until-told.ts";

/** Callers that send commands until they are told to stop, and write down what they were told. */
export interface Callers {
  readonly records: CallerRecord[];
  /** Times of acknowledgements, milliseconds since 1970. */
  readonly acknowledged: number[];
  /** Answers that nobody expects. */
  readonly surprises: string[];
  /** No new commands; resolves when every command under way has an outcome, or after `graceMs` without. */
  finish(graceMs: number): Promise<void>;
}

export interface CallersOptions {
  readonly count: number;
  readonly seed: number;
  /** Where nodes take commands at the moment. */
  readonly addresses: () => readonly string[];
}

/** Milliseconds between two commands of a caller, at most: the load leaves room for the faults to be felt. */
const thinkMs = 60;
/** Commands after which new accounts are used: so many that those of an account follow each other, parked or not. */
const generationSize = 400;

interface Run extends CallersOptions, Omit<Callers, "finish"> {
  /** Milliseconds since 1970 when callers give up. */
  giveUp: number;
  over: boolean;
}

export function startCallers(options: CallersOptions): Callers {
  const run: Run = {
    ...options,
    records: [],
    acknowledged: [],
    surprises: [],
    giveUp: Number.POSITIVE_INFINITY,
    over: false,
  };
  const all = Array.from({ length: options.count }, (_, caller) => call(run, caller));
  return {
    ...run,
    finish: async (graceMs) => {
      run.over = true;
      run.giveUp = Date.now() + graceMs;
      await Promise.all(all);
    },
  };
}

async function call(run: Run, caller: number): Promise<void> {
  const draw = drawing(run.seed * 1_000 + caller);
  for (let nth = 1; !run.over; nth++) {
    const generation = Math.floor(run.records.length / generationSize);
    const command = drawCommand(draw, { id: `c-${caller}-${nth}`, generation });
    run.records.push(await settle(command, { run, draw }));
    await pause(draw.between(0, thinkMs));
  }
}

interface Settling {
  readonly run: Run;
  readonly draw: Draw;
}

/** Some callers lose patience at once and ask elsewhere while the first node is still at it. */
async function settle(command: ChaosCommand, { run, draw }: Settling): Promise<CallerRecord> {
  const { id: commandId, makes, payload } = command;
  const record = { commandId, stream: `account/${payload.accountId}`, makes };
  if (draw.percent(3)) await attempt(command, { sender: run, draw, timeoutMs: draw.between(1, 8) });
  const told = await untilTold(command, { sender: run, draw });
  if (told.kind === "unknown") return { ...record, outcome: "unknown", events: [] };
  run.acknowledged.push(Date.now());
  return { ...record, outcome: told.kind, events: told.kind === "done" ? told.events : [] };
}
