import { SingleBar } from "cli-progress";

export interface Progress {
  readonly step: () => void;
  /** Says beside the bar why it stands still, until the next step. */
  readonly note: (trouble: string) => void;
  readonly stop: () => void;
}

/** A bar on a terminal, a line every two seconds elsewhere. */
export function progressBar(total: number): Progress {
  const bar = new SingleBar({
    format: "Replaying [{bar}] {percentage}% {value}/{total} rows, {eta_formatted} to go {trouble}",
    noTTYOutput: true,
    etaBuffer: 5_000,
    hideCursor: true,
  });
  bar.start(total, 0, { trouble: "" });
  return {
    step: () => bar.increment(1, { trouble: "" }),
    note: (trouble) => bar.update({ trouble: `(again: ${trouble})` }),
    stop: () => bar.stop(),
  };
}
