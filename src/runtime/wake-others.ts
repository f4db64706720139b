import type { Clock, Log } from "../base/ports.ts";
import type { Wakes } from "../store/store.ts";

export interface WakeOthersPorts {
  readonly wakes: Wakes;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether there is anybody to be told. */
  readonly others: () => boolean;
}

/** Milliseconds between two calls, at least: others hear of many appends at once. */
const pause = 10;

/** Tells the other nodes that something was appended: soon, and not for each append. */
export function wakeOthers({ wakes, clock, log, others }: WakeOthersPorts): () => void {
  let wanted = false;
  let underWay = false;
  const tell = async (): Promise<void> => {
    underWay = true;
    while (wanted) {
      wanted = false;
      await wakes
        .tell()
        .catch((error: unknown) =>
          log("warn", "Cannot wake the other nodes; they look by themselves", { cause: String(error) }),
        );
      await clock.sleep(pause);
    }
    underWay = false;
  };
  return () => {
    if (!others()) return;
    wanted = true;
    if (!underWay) void tell();
  };
}
