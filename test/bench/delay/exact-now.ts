/** Milliseconds since 1970 with their fractions, to compare times of two processes on one machine. */
export function exactNow(): number {
  return performance.timeOrigin + performance.now();
}
