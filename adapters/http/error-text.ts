/**
 * An error for the log: its stack, and those of its causes, three levels deep (an error may be its own cause). As text,
 * because logs are often lines of JSON, where an `Error` would be `{}`.
 */
export function errorText(thrown: unknown, levels = 3): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = thrown.stack ?? thrown.message;
  return thrown.cause === undefined || levels === 0 ? own : `${own}\nCaused by ${errorText(thrown.cause, levels - 1)}`;
}
