import {
  advanced,
  laterOf,
  MyelinError,
  type RebuildBeginning,
  type RebuildBegun,
  type RebuildStore,
  type SwapRequest,
  type SwapResult,
  type SwapTransaction,
  type SwapVerdict,
  shadowName,
} from "../../src/runtime/mod.ts";
import { sequenceText } from "./memory-letters.ts";
import { type MemoryProcessor, newSegment, nextEpoch, startAt } from "./memory-processors.ts";
import { announce, type MemoryTransaction, memoryTransaction } from "./memory-transaction.ts";
import { type MemoryWorkshop, withAllSegments } from "./memory-work.ts";

/** New versions of folds: a free projection has no rows here. */
export function memoryRebuilds(shop: MemoryWorkshop): RebuildStore {
  const { rebuilds } = shop.processors;
  return {
    begin: async (request) => begin(shop, request),
    cancel: async (processor) => {
      const work = async (): Promise<"done" | "unknown"> => {
        const known = rebuilds.get(processor);
        if (known === undefined) return "unknown";
        shop.tables.swap(known.tables, { mark: shadowName(processor), keep: false });
        forget(shop, processor);
        return "done";
      };
      return (await withAllSegments(shop, shadowName(processor), { work })) ?? "busy";
    },
    swap: async (request) => {
      const both = [request.processor, shadowName(request.processor)] as const;
      const inner = () => withAllSegments(shop, both[1], { work: (shadow) => swap(shop, { request, shadow }) });
      return (await withAllSegments(shop, both[0], { work: inner })) ?? { kind: "busy" };
    },
    note: async (processor, { state, why, acceptParked }) => {
      const known = rebuilds.get(processor);
      if (known === undefined) return false;
      const accepted = acceptParked ?? known.rebuild.acceptParked;
      rebuilds.set(processor, { ...known, rebuild: { ...known.rebuild, state, why, acceptParked: accepted } });
      return true;
    },
  };
}

function begin({ processors, box }: MemoryWorkshop, request: RebuildBeginning): RebuildBegun {
  const { processor: name, fingerprint, start, replay, acceptParked, tables, form } = request;
  if (form === "free") throw unsupported(name);
  const { byName, rebuilds, inline, clock } = processors;
  const known = byName.get(name);
  if (known === undefined) return { kind: "refused", why: "unknown" };
  if (inline.has(name)) return { kind: "refused", why: "inline" };
  if (rebuilds.has(name)) return { kind: "refused", why: "rebuilding" };
  const epoch = clock.now();
  const segments = [...known.segments.values()].map(
    (one) => [one.id, { ...newSegment(one, startAt(start)), epoch }] as const,
  );
  const shadow = shadowName(name);
  const seen = structuredClone(replay);
  byName.set(shadow, { name: shadow, fingerprint, paused: false, replay: seen, segments: new Map(segments) });
  box.byProcessor.delete(shadow);
  rebuilds.set(name, {
    rebuild: { fingerprint, acceptParked, state: "building", why: null },
    tables,
    startedAt: clock.now(),
  });
  return { kind: "done" };
}

function unsupported(name: string): MyelinError {
  const message = `Cannot rebuild processor "${name}": the memory store has no SQL, and a free projection no rows in it; declare a fold, or run on pgliteStore()`;
  return new MyelinError("unsupported", message);
}

function forget({ processors, box }: MemoryWorkshop, processor: string): void {
  processors.rebuilds.delete(processor);
  processors.byName.delete(shadowName(processor));
  box.byProcessor.delete(shadowName(processor));
}

interface Swapping {
  readonly request: SwapRequest;
  readonly shadow: MemoryProcessor | undefined;
}

async function swap(shop: MemoryWorkshop, { request, shadow }: Swapping): Promise<SwapResult> {
  const { processors, box, pen, log, tables } = shop;
  const { processor: name } = request;
  const [real, known] = [processors.byName.get(name), processors.rebuilds.get(name)];
  if (real === undefined || shadow === undefined || known === undefined) return { kind: "unknown" };
  const change = memoryTransaction(shop, { processor: shadow.name, segments: [...shadow.segments.values()] });
  const verdict = await request.handle(swapTransaction(shop, { change, real, shadow }));
  if (verdict.kind === "refused") return verdict;
  while (verdict.announcements.length > 0 && pen.ended() !== undefined) await pen.ended();
  change.commit();
  const parked = [real, shadow].some((one) => (box.byProcessor.get(one.name)?.size ?? 0) > 0);
  adoptLetters(shop, name);
  adoptSegments({ real, shadow }, { to: verdict.to, parked });
  real.fingerprint = known.rebuild.fingerprint;
  real.replay = undefined;
  tables.swap(known.tables, { mark: shadow.name, keep: true });
  forget(shop, name);
  for (const announcement of verdict.announcements) announce(log, announcement);
  return { kind: "done" };
}

interface Both {
  readonly real: MemoryProcessor;
  readonly shadow: MemoryProcessor;
}

function swapTransaction(
  { box, log }: MemoryWorkshop,
  { change, real, shadow }: Both & { readonly change: MemoryTransaction },
): SwapTransaction {
  const keysOf = (name: string): ReadonlySet<string> => new Set(box.byProcessor.get(name)?.keys());
  const { rows, db, letters } = change.transaction;
  return {
    rows,
    db,
    letters,
    readLog: async ({ after, upTo, types, limit }) =>
      log.events
        .slice(Number(after), Number(upTo))
        .filter(({ type }) => types === undefined || types.includes(type))
        .slice(0, limit),
    before: [...real.segments.values()],
    after: [...shadow.segments.values()],
    parked: { before: keysOf(real.name), after: keysOf(shadow.name) },
  };
}

function adoptLetters({ box }: MemoryWorkshop, name: string): void {
  for (const processor of [name, shadowName(name)])
    for (const sequence of box.byProcessor.get(processor)?.keys() ?? [])
      box.claims.delete(sequenceText({ processor, sequence }));
  const taken = [...(box.byProcessor.get(shadowName(name)) ?? [])];
  box.byProcessor.set(
    name,
    new Map(taken.map(([key, letters]) => [key, letters.map((letter) => ({ ...letter, processor: name }))] as const)),
  );
}

function adoptSegments(
  { real, shadow }: Both,
  { to, parked }: Pick<Extract<SwapVerdict, { kind: "swap" }>, "to"> & { readonly parked: boolean },
): void {
  const epoch = nextEpoch(real);
  const versions = [...real.segments.values(), ...shadow.segments.values()].map((one) => one.lettersVersion);
  const latest = Math.max(0, ...versions);
  const lettersVersion = latest > 0 || parked ? latest + 1 : 0;
  real.segments.clear();
  for (const [id, segment] of shadow.segments) {
    const progress = advanced(segment, laterOf(segment.position, to));
    real.segments.set(id, { ...newSegment(segment, progress), epoch, lettersVersion });
  }
}
