import { setTimeout as pause } from "node:timers/promises";
import type { Json, ProcessorAdmin, RebuildStatus, ResetTarget } from "../../../src/runtime/mod.ts";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { administer } from "./administer.ts";
import type { AdminOptions } from "./administration.ts";
import { rebuildText } from "./processor-text.ts";

export interface RebuildCommandOptions extends AdminOptions {
  readonly from?: ResetTarget;
  readonly context?: Json;
  readonly acceptParked?: boolean;
  readonly wait?: boolean;
  readonly cancel?: boolean;
}

/** `myelin processors rebuild` */
export async function rebuildProcessor(name: string, options: RebuildCommandOptions): Promise<void> {
  const { cancel = false, wait = false } = options;
  if (cancel) return giveUp(name, options);
  await administer(options, async ({ processors }) => {
    await processors.rebuild(name, requestOf(options));
    console.log(`Rebuilding "${name}" beside its rows; \`myelin processors status ${name}\` shows how far it is`);
    if (wait) await waitFor(name, processors);
  });
}

function requestOf({
  from,
  context,
  acceptParked,
}: RebuildCommandOptions): NonNullable<Parameters<ProcessorAdmin["rebuild"]>[1]> {
  return {
    ...(from === undefined ? {} : { from }),
    ...(context === undefined ? {} : { context }),
    ...(acceptParked === undefined ? {} : { acceptParked }),
  };
}

async function giveUp(name: string, place: AdminOptions): Promise<void> {
  await administer(place, ({ processors }) => processors.cancelRebuild(name));
  console.log(`Gave the rebuild of "${name}" up; its rows are as they were`);
}

/** Milliseconds between two looks. */
const lookPause = 500;

/** Tells how far it is on standard error, each time that something is new. */
async function waitFor(name: string, processors: ProcessorAdmin): Promise<void> {
  let told = "";
  for (;;) {
    const { rebuild, nodes } = await processors.status(name);
    if (rebuild === null) break;
    const text = nodes.length === 0 ? `${rebuildText(rebuild)}; no node runs it now` : rebuildText(rebuild);
    if (text !== told) console.error(text);
    told = text;
    if (rebuild.state === "refused") throw heldBack(name, rebuild);
    await pause(lookPause);
  }
  console.log(`Rebuilt "${name}": queries see the new rows`);
}

function heldBack(name: string, { why }: RebuildStatus): CliError {
  const mend = `then it goes on by itself, or give it up: myelin processors rebuild ${name} --cancel`;
  return new CliError(`Cannot swap the rebuilt "${name}": ${why}; ${mend}`, { exitCode: exitCodes.checkFailed });
}
