import { jsonLog, type Log } from "../../src/runtime/mod.ts";

/** What a command writes while it serves; `debug` lines only when asked to be verbose. */
export function commandLog({ development, verbose }: { development: boolean; verbose: boolean }): Log {
  const log = development ? textLog : jsonLog;
  return (level, message, facts) => {
    if (level !== "debug" || verbose) log(level, message, facts);
  };
}

/** For people who look on: a sentence a line, on standard error. */
const textLog: Log = (level, message, facts = {}) => {
  const told = Object.entries(facts).map(([name, value]) => `\n  ${name}: ${plainText(value)}`);
  console.error(`${level}: ${message}${told.join("")}`);
};

function plainText(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === "string" ? value : JSON.stringify(value);
}
