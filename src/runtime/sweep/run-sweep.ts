import { linkedAbort } from "../../base/linked-abort.ts";
import type { Clock } from "../../base/ports.ts";
import type { Sweeper, SweepOptions, SweepResult, Swept } from "./sweeper.ts";

export interface SweepPorts {
  readonly sweepers: readonly Sweeper[];
  readonly clock: Clock;
  /** Aborted when the engine stops. */
  readonly stopping: AbortSignal;
}

/**
 * Rounds of all kinds of work side by side, until a round moves nothing or the budget ends: a letter that is retried may send a command,
 * whose events are then projected. Throws what a sweeper threw, after the others have ended.
 */
export async function runSweep(options: SweepOptions, { sweepers, clock, stopping }: SweepPorts): Promise<SweepResult> {
  const { only, signal } = options;
  // What is no number of milliseconds leaves no time.
  const budgetMs = Math.max(0, options.budgetMs) || 0;
  const enough = signal === undefined ? linkedAbort(stopping) : linkedAbort(stopping, signal);
  const ended = new AbortController();
  const round = { until: clock.now() + budgetMs, signal: enough.signal, failed: new Set<string>() };
  void clock.sleep(budgetMs, ended.signal).then(() => enough.abort());
  const wanted = sweepers.filter(({ work }) => only === undefined || only.includes(work));
  let total: SweepResult = { segments: 0, events: 0, letters: 0, commands: 0, left: false };
  try {
    while (!round.signal.aborted && clock.now() < round.until) {
      const swept = await allOf(wanted.map((one) => one.sweep(round)));
      total = swept.reduce(added, { ...total, left: false });
      if (!swept.some(({ moved }) => moved)) return total;
    }
    // What the last round did may have led to more.
    return { ...total, left: true };
  } finally {
    enough.leave();
    ended.abort();
  }
}

/** No sweeper runs on when another has failed. */
async function allOf(sweeps: readonly Promise<Swept>[]): Promise<readonly Swept[]> {
  const settled = await Promise.allSettled(sweeps);
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

function added(total: SweepResult, { segments = 0, events = 0, letters = 0, commands = 0, left }: Swept): SweepResult {
  return {
    segments: total.segments + segments,
    events: total.events + events,
    letters: total.letters + letters,
    commands: total.commands + commands,
    left: total.left || left,
  };
}
