import { jsonLines, type Log, type LogLevel, logLevels, reaches } from "../../src/runtime/mod.ts";
import { CliError } from "./cli-error.ts";
import { exitCodes } from "./exit-codes.ts";

export interface CommandLogOptions {
  /** For people who look on, instead of JSON lines. */
  readonly development: boolean;
  readonly level: LogLevel;
}

/** What a command writes while it serves. */
export function commandLog({ development, level }: CommandLogOptions): Log {
  if (!development) return jsonLines({ level });
  return (own, message, facts) => {
    if (reaches(own, level)) textLog(own, message, facts);
  };
}

export interface LevelChoice {
  /** `--log-level`. */
  readonly logLevel?: string | undefined;
  /** `--verbose`: everything. */
  readonly verbose?: boolean;
}

/** The option counts more than `--verbose`, and that more than MYELIN_LOG_LEVEL. @throws CliError `usage` for a level that is none */
export function chosenLevel(
  { logLevel, verbose = false }: LevelChoice,
  environment: Readonly<Record<string, string | undefined>>,
): LogLevel {
  if (logLevel !== undefined) return levelOf(logLevel, "--log-level");
  if (verbose) return "debug";
  const { MYELIN_LOG_LEVEL: text } = environment;
  return text ? levelOf(text, "MYELIN_LOG_LEVEL") : "info";
}

function levelOf(text: string, where: string): LogLevel {
  const level = logLevels.find((one) => one === text.toLowerCase());
  if (level !== undefined) return level;
  throw new CliError(`Cannot read ${where} "${text}": it is none of ${logLevels.join(", ")}; use one of them`, {
    exitCode: exitCodes.usage,
  });
}

/** For people who look on: a sentence a line, on standard error. */
const textLog: Log = (level, message, facts = {}) => {
  const told = Object.entries(facts).map(([name, value]) => `\n  ${name}: ${plainText(value)}`);
  console.error(`${level}: ${oneLine(message)}${told.join("")}`);
};

function plainText(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === "string" ? oneLine(value) : (JSON.stringify(value) ?? String(value));
}

/** A text from outside begins no line of its own, and moves no cursor. Sentences of the engine that list things keep their lines. */
function oneLine(text: string): string {
  return text.replace(
    /[^\P{Cc}\n]|[\u2028\u2029]|\n(?! {2}- )/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
