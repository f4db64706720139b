import type { Engine } from "../../../../src/runtime/mod.ts";

/** Milliseconds for which all listeners share one look. */
const lookMs = 900;

/** Tells whether anything has changed that a page could show. Any number of listeners cost the database one look a second. */
export function fingerprints(engine: Engine): () => Promise<string> {
  let known: Promise<string> | undefined;
  let at = 0;
  return () => {
    const now = Date.now();
    if (known === undefined || now - at >= lookMs) {
      at = now;
      known = look(engine);
    }
    return known;
  };
}

async function look({ processors, nodes, workflows, inspector, letters }: Engine): Promise<string> {
  const [all, members, instances, { upTo }, parked] = await Promise.all([
    processors.list(),
    nodes.list(),
    workflows.overview(),
    inspector.latest(1),
    letters.sequences({ limit: 50 }),
  ]);
  // Time goes by for those that are behind, too: what they are behind by is told with the samples.
  const stand = all.map(({ segments, ...rest }) => [rest, segments.map(({ lagSeconds, ...segment }) => segment)]);
  const heads = parked.map(({ processor, sequence, head }) => [processor, sequence, head.index, head.touchedAt]);
  const ids = members.map(({ id, warnings, address }) => [id, warnings, address]);
  return JSON.stringify([
    stand,
    ids,
    instances,
    upTo,
    heads,
    inspector.activity().samples.length,
    inspector.activity().samples.at(-1)?.at,
  ]);
}
