import type { Json, ResetTarget } from "../../../src/runtime/mod.ts";
import { administer } from "./administer.ts";
import type { AdminOptions } from "./administration.ts";
import { counted, printJson } from "./columns.ts";
import { processorsText, processorText, segmentText } from "./processor-text.ts";

export interface ListingOptions extends AdminOptions {
  readonly json?: boolean;
}

/** `myelin processors list` */
export async function listProcessors({ json = false, ...place }: ListingOptions): Promise<void> {
  const processors = await administer(place, (admin) => admin.processors.list());
  if (json) printJson(processors);
  else console.log(processors.length === 0 ? "No processors yet" : processorsText(processors));
}

/** `myelin processors status` */
export async function showProcessor(name: string, { json = false, ...place }: ListingOptions): Promise<void> {
  const processor = await administer(place, (admin) => admin.processors.status(name));
  if (json) printJson(processor);
  else console.log(processorText(processor));
}

export async function pauseProcessor(name: string, place: AdminOptions): Promise<void> {
  await administer(place, (admin) => admin.processors.pause(name));
  console.log(`Paused "${name}"`);
}

export async function resumeProcessor(name: string, place: AdminOptions): Promise<void> {
  await administer(place, (admin) => admin.processors.resume(name));
  console.log(`"${name}" goes on`);
}

export interface ResetCommandOptions extends AdminOptions {
  readonly to: ResetTarget;
  readonly context?: Json;
  readonly force?: boolean;
  readonly allowReset?: boolean;
  readonly resend?: boolean;
}

export async function resetProcessor(name: string, options: ResetCommandOptions): Promise<void> {
  const { to, context, force = false, allowReset = false, resend = false } = options;
  const request = { to, force, allowReset, resend, ...(context === undefined ? {} : { context }) };
  const { replayingUntil } = await administer(options, async ({ processors }) => {
    await processors.reset(name, request);
    return processors.status(name);
  });
  const replay = replayingUntil === null ? "nothing is replayed" : `it replays up to position ${replayingUntil}`;
  console.log(`Reset "${name}": ${replay}`);
}

export interface SegmentOptions extends AdminOptions {
  readonly segment?: number;
}

export async function splitProcessor(name: string, { segment, ...place }: SegmentOptions): Promise<void> {
  tellSegments(name, await administer(place, (admin) => admin.processors.split(name, segment)));
}

export async function mergeProcessor(name: string, { segment, ...place }: SegmentOptions): Promise<void> {
  tellSegments(name, await administer(place, (admin) => admin.processors.merge(name, segment)));
}

function tellSegments(name: string, segments: readonly { readonly id: number; readonly mask: number }[]): void {
  console.log(`"${name}" has ${counted(segments.length, "segment")} now: ${segments.map(segmentText).join(", ")}`);
}

export interface ReleaseOptions extends SegmentOptions {
  /** Milliseconds. */
  readonly away?: number;
}

export async function releaseProcessor(name: string, { segment, away, ...place }: ReleaseOptions): Promise<void> {
  const request = { ...(segment === undefined ? {} : { segment }), ...(away === undefined ? {} : { awayMs: away }) };
  await administer(place, (admin) => admin.processors.release(name, request));
  console.log(`Released ${segment === undefined ? "every segment" : `segment ${segment}`} of "${name}"`);
}

export async function alignProcessor(name: string, place: AdminOptions): Promise<void> {
  await administer(place, (admin) => admin.processors.align(name));
  console.log(`"${name}" follows the declared sequence`);
}

export async function forgetProcessor(name: string, place: AdminOptions): Promise<void> {
  await administer(place, (admin) => admin.processors.forget(name));
  console.log(`Forgot "${name}"`);
}
