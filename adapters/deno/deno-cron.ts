import { MyelinError } from "../../src/runtime/mod.ts";

/** What runs by the clock, and when. */
export interface DenoCronOptions {
  /** What the host lists it as; default `myelin sweep`. Letters, digits, spaces, `_` and `-`. */
  readonly name?: string;
  /** Minutes, hours, days, months, days of the week, in UTC; default `* * * * *`, every minute. */
  readonly schedule?: string;
  /** Called at each time; not while the call before it still runs. What it throws is told by the host, which tries again. */
  readonly run: () => Promise<unknown>;
}

interface CronHost {
  readonly cron?: (name: string, schedule: string, run: () => Promise<void>) => Promise<void>;
}

/**
 * Has Deno call `run` by the clock: `denoCron({ run: () => engine.sweep({ budgetMs: 20_000 }) })`. Deno Deploy looks for such
 * calls while it loads the main module, so call it there, before anything is waited for.
 *
 * @throws MyelinError `unsupported` where Deno has no cron
 */
export function denoCron({ run, name = "myelin sweep", schedule = "* * * * *" }: DenoCronOptions): void {
  // Its type belongs to Deno's own library, which the other runtimes do not load.
  const { Deno: host } = globalThis as { readonly Deno?: CronHost };
  if (host?.cron === undefined)
    throw new MyelinError(
      "unsupported",
      `Cannot schedule "${name}": there is no Deno.cron; start Deno with --unstable-cron`,
    );
  void host.cron(name, schedule, async () => void (await run()));
}
