/** A number with thin gaps between thousands. */
export function numberText(value: number): string {
  return Math.round(value).toLocaleString("en-US").replaceAll(",", "\u202f");
}

/** A rate or duration: as many digits as matter. */
export function figureText(value: number): string {
  if (value >= 100) return numberText(value);
  return value === 0 ? "0" : value.toFixed(value >= 10 ? 1 : 2).replace(/\.?0+$/, "");
}

/** Milliseconds in words: `4.2 ms`, `1.3 s`. */
export function millisecondsText(ms: number): string {
  return ms < 1000 ? `${figureText(ms)}\u00a0ms` : secondsText(ms / 1000);
}

/** Seconds in words: `12 s`, `5 min`, `3 h`, `2 days`. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${figureText(Math.round(seconds * 10) / 10)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${numberText(seconds / 86_400)} days`;
}

/** `1 letter`, `3 letters`. */
export function countText(count: number, one: string): string {
  return `${numberText(count)} ${count === 1 ? one : `${one}s`}`;
}

/** A moment, UTC, to the second. */
export function momentText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "–" : date.toISOString().slice(0, 19).replace("T", " ");
}
