import type { Log, LogLevel } from "../../base/ports.ts";

/** What a log of JSON lines may be told. */
export interface JsonLinesOptions {
  /** Lines that matter less are dropped. Default `info`. */
  readonly level?: LogLevel;
  /** Gets each line, without its end. Default: standard error. */
  readonly write?: (line: string) => void;
}

/** Least first. */
export const logLevels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Whether a line of this level is to be written where lines from `least` on are. */
export function reaches(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least);
}

/**
 * A log that writes one JSON object a line: `time` (ISO 8601, UTC), `level`, `message`, then the facts. A text never begins a line or a member of
 * its own: JSON escapes what breaks lines, and a fact that is called as one of the three gets an underscore before its name. Errors are written with
 * type, message and stack. Never throws.
 */
export function jsonLines({ level: least = "info", write = toStandardError }: JsonLinesOptions = {}): Log {
  return (level, message, facts) => {
    if (reaches(level, least)) write(jsonLine(level, message, { facts }));
  };
}

/** JSON lines on standard error, from level `info` on. */
export const jsonLog: Log = (level, message, facts) => {
  if (reaches(level, "info")) toStandardError(jsonLine(level, message, { facts }));
};

function toStandardError(line: string): void {
  console.error(line);
}

interface LineContext {
  readonly facts: Readonly<Record<string, unknown>> | undefined;
}

const reserved: ReadonlySet<string> = new Set(["time", "level", "message"]);

function jsonLine(level: LogLevel, message: string, { facts = {} }: LineContext): string {
  const head = { time: new Date().toISOString(), level, message };
  const entries = Object.entries(facts).map(([name, value]) => [reserved.has(name) ? `_${name}` : name, value]);
  try {
    return unbroken(JSON.stringify(Object.assign(head, Object.fromEntries(entries)), readable));
  } catch {
    // A circle, or a toJSON that throws: what was said counts more than its facts.
    return unbroken(JSON.stringify(Object.assign({ time: head.time, level, message }, { facts: "cannot be written" })));
  }
}

/** JSON lets these stand as they are, and some readers take them for the end of a line. */
function unbroken(line: string): string {
  return line.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function readable(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (!(value instanceof Error)) return value;
  const { name: type, message, stack, cause } = value;
  return { type, message, stack, ...(cause === undefined ? {} : { cause }) };
}
