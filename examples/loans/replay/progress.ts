import { SingleBar } from "cli-progress";

export interface Progress {
  step(): void;
  stop(): void;
}

/** A bar on a terminal, a line every two seconds elsewhere. */
export function progressBar(total: number): Progress {
  const bar = new SingleBar({
    format: "Replaying [{bar}] {percentage}% {value}/{total} rows, {eta_formatted} to go",
    noTTYOutput: true,
    etaBuffer: 5_000,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
