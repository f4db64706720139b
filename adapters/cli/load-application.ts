import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { compile } from "../../src/mod.ts";
import { isRecord, messageOf, type Publishers, type Tables, type Telemetry } from "../../src/runtime/mod.ts";
import { CliError } from "./cli-error.ts";
import { exitCodes } from "./exit-codes.ts";
import { type Exports, importModule } from "./import-module.ts";
import { sourcePlace } from "./source-place.ts";

type Application = Parameters<typeof compile>[0];

/**
 * Loads the application that a module exports, and compiles it.
 *
 * @throws CliError `application` when there is no such file, it fails, or does not export exactly one application
 * @throws MyelinError `invalid_application` when the application has mistakes
 */
export async function loadApplication(path: string): Promise<Tables> {
  return compile(findApplication(path, await load(path)));
}

/** What serving an application needs of its module. */
export interface ServedApplication {
  readonly tables: Tables;
  /** Opens what its relays lead to: what the module exports as `publishers`, a function that answers them by relay. */
  readonly publishers: () => Promise<Publishers>;
  /** Where its engine tells of its work: what the module exports as `telemetry`. */
  readonly telemetry?: Telemetry;
}

/**
 * The same, with where its relays lead.
 *
 * @throws CliError `application` where `publishers` is no function, when it is loaded, or when its function fails, then
 */
export async function loadServed(path: string): Promise<ServedApplication> {
  const exports = await load(path);
  const tables = compile(findApplication(path, exports));
  const { publishers, telemetry } = exports;
  if (publishers !== undefined && typeof publishers !== "function")
    throw noApplication(
      `Cannot serve "${path}": its publishers are no function; export const publishers = async () => ({ "relay": … })`,
    );
  if (telemetry !== undefined && !isTelemetry(telemetry))
    throw noApplication(
      `Cannot serve "${path}": what it exports as telemetry is none; export const telemetry = otelTelemetry(), of myelin/otel`,
    );
  const open = async (): Promise<Publishers> => (publishers === undefined ? {} : openPublishers(path, publishers));
  return { tables, publishers: open, ...(telemetry === undefined ? {} : { telemetry }) };
}

function isTelemetry(value: unknown): value is Telemetry {
  return isRecord(value) && typeof value.span === "function" && typeof value.meter === "function";
}

async function openPublishers(path: string, open: unknown): Promise<Publishers> {
  try {
    // The module's own: `startEngine` says which of its relays lack one.
    return await (open as () => Publishers | Promise<Publishers>)();
  } catch (cause) {
    const why = `${oneLine(messageOf(cause))}${sourcePlace(cause)}`;
    throw noApplication(`Cannot open the publishers of "${path}": ${why}; mend it`, cause);
  }
}

async function load(path: string): Promise<Exports> {
  const file = resolve(path);
  if (!existsSync(file))
    throw noApplication(`Cannot load "${path}": there is no such file; name yours with --app PATH`);
  try {
    return await importModule(file);
  } catch (cause) {
    throw noApplication(`Cannot load "${path}": ${oneLine(messageOf(cause))}${sourcePlace(cause)}; mend it`, cause);
  }
}

/** An application by any name, `default` too; by two names it is still one. */
function findApplication(path: string, exports: Exports): Application {
  const found = Object.entries(exports).filter((entry): entry is [string, Application] => isApplication(entry[1]));
  const [first, ...others] = found;
  if (first === undefined) {
    const names = Object.keys(exports).join(", ");
    throw noApplication(
      `Cannot find an application in "${path}": it exports ${names === "" ? "nothing" : `only ${names}`}; export const app = application("…", [ … ])`,
    );
  }
  if (others.some(([, { node }]) => node !== first[1].node)) {
    const names = found.map(([name]) => name).join(", ");
    throw noApplication(`Cannot choose an application in "${path}": it exports ${names}; export one of them only`);
  }
  return first[1];
}

function isApplication(value: unknown): value is Application {
  return isRecord(value) && isRecord(value.node) && value.node.kind === "application";
}

/** Loaders add empty lines and a list of who required what: the first line has the matter. */
function oneLine(message: string): string {
  const [first = "", second = ""] = message.split("\n").map((line) => line.trim());
  return /^\S+:\d+:\d+$/.test(second) ? `${first} at ${second}` : first;
}

function noApplication(message: string, cause?: unknown): CliError {
  return new CliError(message, { exitCode: exitCodes.application, cause });
}
