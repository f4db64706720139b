import type { Clock } from "../../base/ports.ts";
import { latencyCounts } from "./latency-counts.ts";

/** What a node did in one stretch of time. */
export interface ActivitySample {
  /** When the stretch ended. */
  readonly at: Date;
  readonly seconds: number;
  /** Commands that ended on this node, whatever they came to. */
  readonly commands: number;
  /** Milliseconds from submission to outcome that half of them did not exceed, within a tenth; null without commands. */
  readonly p50Ms: number | null;
  /** The same of 99 in 100. */
  readonly p99Ms: number | null;
  /** By processor: events that it had still to look at, counted up to 10,000. Those that had none are absent. */
  readonly lag: Readonly<Record<string, number>>;
}

/** What a node did since it started, as far as it is remembered: the last hour. Kept in memory and nowhere else. */
export interface EngineActivity {
  /** When the node started. */
  readonly since: Date;
  /** Oldest first. */
  readonly samples: readonly ActivitySample[];
}

/** Writes down what a node does. */
export interface ActivityRecord {
  /** Hears of a command's end, and how long it took. */
  ended(ms: number): void;
  told(): EngineActivity;
  /** Closes a stretch every five seconds until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ActivityPorts {
  readonly clock: Clock;
  readonly lag: () => Promise<ActivitySample["lag"]>;
}

const stretchMs = 5_000;
/** An hour of them. */
const kept = 720;

export function activityRecord({ clock, lag }: ActivityPorts): ActivityRecord {
  const since = new Date(clock.now());
  const latencies = latencyCounts();
  const samples: ActivitySample[] = [];
  let begun = since.getTime();

  const close = (lags: ActivitySample["lag"]): void => {
    const now = clock.now();
    const [p50Ms, p99Ms] = [latencies.quantile(0.5), latencies.quantile(0.99)];
    const seconds = Math.max(1, now - begun) / 1000;
    samples.push({ at: new Date(now), seconds, commands: latencies.total, p50Ms, p99Ms, lag: lags });
    if (samples.length > kept) samples.shift();
    latencies.clear();
    begun = now;
  };
  // An engine without a background closes its stretches when somebody looks.
  const closeIfDue = (): void => {
    if (clock.now() - begun >= 2 * stretchMs) close({});
  };

  return {
    ended: latencies.add,
    told: () => {
      closeIfDue();
      return { since, samples: [...samples] };
    },
    run: async (signal) => {
      for (;;) {
        await clock.sleep(stretchMs, signal);
        if (signal.aborted) return;
        close(await lag().catch(() => ({})));
      }
    },
  };
}
