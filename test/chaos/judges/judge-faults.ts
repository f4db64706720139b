import { type FaultKind, faultKinds, leastIn } from "../faults/fault.ts";

/** A fault that was carried out. */
export interface DoneFault {
  readonly kind: FaultKind;
  /** Milliseconds since the load began. */
  readonly atMs: number;
}

/** A sentence for each minute (or rest of one) that held too few of a kind. */
export function judgeFaults(done: readonly DoneFault[], seconds: number): readonly string[] {
  const missing: string[] = [];
  for (let from = 0; from < seconds; from += 60) {
    const to = Math.min(from + 60, seconds);
    const inside = done.filter(({ atMs }) => atMs >= from * 1000 && atMs < to * 1000);
    for (const kind of faultKinds) {
      const count = inside.filter((one) => one.kind === kind).length;
      const least = leastIn(kind, to - from);
      if (count < least) missing.push(`From second ${from} to ${to}: ${count} of at least ${least} faults "${kind}"`);
    }
  }
  return missing;
}

export function countFaults(done: readonly DoneFault[]): Readonly<Record<FaultKind, number>> {
  const count = (kind: FaultKind): number => done.filter((one) => one.kind === kind).length;
  return {
    kill: count("kill"),
    stop: count("stop"),
    restart: count("restart"),
    cut: count("cut"),
    reshape: count("reshape"),
  };
}
