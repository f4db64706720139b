import {
  endOfTime,
  type FlipRequest,
  type FlipResult,
  type InlineFold,
  type InlineStore,
  type Position,
  startOfLog,
} from "../../src/runtime/mod.ts";
import { journal } from "./journal.ts";
import type { MemoryProcessor, MemoryProcessors } from "./memory-processors.ts";
import { startAt } from "./memory-processors.ts";
import { disown, hasLetters } from "./memory-reshaping.ts";
import { type MemoryWorkshop, withAllSegments } from "./memory-work.ts";

/** Sorted by processor. */
export function inlineFolds({ inline }: Pick<MemoryProcessors, "inline">): readonly InlineFold[] {
  return [...inline].sort(([a], [b]) => (a < b ? -1 : 1)).map(([processor, version]) => ({ processor, version }));
}

/** Nobody appends while the pen is taken. */
export function memoryInline(shop: MemoryWorkshop): InlineStore {
  const alone = async (name: string, change: Change): Promise<FlipResult> => {
    const work = async (processor: MemoryProcessor | undefined): Promise<FlipResult> => {
      if (processor === undefined) return { kind: "refused", why: "unknown" };
      const leave = await shop.pen.take();
      return change(processor).finally(leave);
    };
    return (await withAllSegments(shop, name, { work })) ?? { kind: "busy" };
  };
  return {
    folds: async () => inlineFolds(shop.processors),
    flip: (request) => alone(request.processor, (processor) => flip(shop, { processor, request })),
    unflip: (name) =>
      alone(name, async (processor) => {
        if (!shop.processors.inline.delete(name)) return { kind: "refused", why: "unknown" };
        moveAll(processor, endOf(shop));
        return { kind: "done" };
      }),
  };
}

type Change = (processor: MemoryProcessor) => Promise<FlipResult>;

interface Flipping {
  readonly processor: MemoryProcessor;
  readonly request: FlipRequest;
}

async function flip(shop: MemoryWorkshop, { processor, request }: Flipping): Promise<FlipResult> {
  const { inline } = shop.processors;
  if (inline.has(processor.name)) return { kind: "done" };
  if (hasLetters(shop, processor.name)) return { kind: "refused", why: "letters" };
  const changes = shop.tables.begin(journal());
  const segments = [...processor.segments.values()];
  await request.handle({
    rows: changes.rows,
    readLog: async ({ after, upTo, types, limit }) =>
      shop.log.events
        .slice(Number(after), Number(upTo))
        .filter(({ type }) => types === undefined || types.includes(type))
        .slice(0, limit),
    end: endOf(shop),
    segments,
  });
  changes.commit();
  inline.set(processor.name, request.version);
  moveAll(processor, endOfTime);
  return { kind: "done" };
}

function endOf({ log }: MemoryWorkshop): Position {
  return log.events.at(-1)?.position ?? startOfLog;
}

/** Claims end, so that their nodes look where the segments stand. */
function moveAll(processor: MemoryProcessor, position: Position): void {
  for (const [id, segment] of processor.segments) processor.segments.set(id, { ...segment, ...startAt(position) });
  disown(processor);
}
