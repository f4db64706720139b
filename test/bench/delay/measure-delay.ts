import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import type { Bench } from "../measure-commands.ts";
import { startChild } from "../processes/child.ts";
import { type DelayFigures, delayFigures } from "./delay-figures.ts";
import type { FollowerJob, Projected } from "./follower.ts";
import type { Written } from "./ready-times.ts";
import type { WritersJob } from "./writers.ts";

/** Milliseconds for what was written last to be projected. */
const tailMs = 3_000;

/** Writers whose transactions are slow or rolled back, a foreign transaction throughout, and an engine that follows. */
export function measureDelay({ options, server }: Bench): Promise<DelayFigures> {
  const seconds = options.delaySeconds;
  return server.withDatabase(async (url) => {
    const [writers, follower] = [startChild("delay/writers"), startChild("delay/follower")];
    const foreign = postgres(url, { max: 1, onnotice: () => {} });
    try {
      await follower.ask<null>({ kind: "open", url } satisfies FollowerJob);
      // It has an id, so it holds back whoever reads behind the oldest transaction.
      await foreign.unsafe(
        "begin; create temporary table foreign_rows (n integer); insert into foreign_rows values (1)",
      );
      const written = await writers.ask<Written>({ url, timedMs: seconds * 1000 } satisfies WritersJob);
      await pause(tailMs);
      const projected = await follower.ask<Projected>({ kind: "close" } satisfies FollowerJob);
      return delayFigures({ seconds, written, projected });
    } finally {
      await foreign.end({ timeout: 1 });
      await Promise.all([writers.stop(), follower.stop()]);
    }
  });
}
