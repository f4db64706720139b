import { isAfter } from "../../model/position.ts";
import { sequenceAggregate } from "../../model/sequence-announcement.ts";
import { shadowName } from "../../model/shadow-name.ts";
import type { ProjectionTable, Tables } from "../../model/tables.ts";
import type { SwapResult, SwapTransaction, SwapVerdict } from "../../store/rebuild-store.ts";
import type { Announcement, ProcessorState } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { isAnnounced, sequenceParked, sequenceResumed } from "../letters/announce.ts";
import { bringUp, furthest, nearest, newlyParked } from "./bring-up.ts";
import { onlyIn, parkedIn } from "./parked-in.ts";
import { shadowTable } from "./shadow-table.ts";

export interface SwapPorts {
  readonly tables: Tables;
  readonly store: Pick<Store, "events" | "segments" | "letters" | "rebuilds">;
}

/** What is left is handled while both versions stand still: no more than so many events. */
const closeEnough = 1_000;
/** Milliseconds after which a rebuild is taken for known to all nodes that live. */
const knownAfter = 5_000;

/** What became of a try; `waits`: it is not to be tried yet. */
export type Tried = SwapResult | { readonly kind: "waits"; readonly why: string | null };

/** Puts the new version in the old one's place, where that is close behind. Throws what a handler threw, and what the store throws. */
export async function trySwap(table: ProjectionTable, ports: SwapPorts): Promise<Tried> {
  const { segments, letters, rebuilds } = ports.store;
  const { name: processor } = table;
  const shadow = shadowName(processor);
  const [old, fresh] = [await segments.state(processor), await segments.state(shadow)];
  if (old?.rebuild === undefined || fresh === undefined) return { kind: "unknown" };
  const { acceptParked } = old.rebuild;
  if (old.paused) return { kind: "waits", why: `"${processor}" is paused; resume it` };
  if (!isKnown(old, fresh) || !(await isClose(table, { old, fresh, ports }))) return { kind: "waits", why: null };
  const parked = { before: await parkedIn(letters, processor), after: await parkedIn(letters, shadow) };
  const refused = acceptParked ? undefined : newlyParked(parked, shadow);
  if (refused !== undefined) return { kind: "refused", why: refused };
  const resumed = await announcedOf(processor, { sequences: onlyIn(parked.after, parked.before), ports });
  const handle = async (transaction: SwapTransaction): Promise<SwapVerdict> => {
    const why = acceptParked ? undefined : newlyParked(transaction.parked, shadow);
    if (why !== undefined) return { kind: "refused", why };
    const { tables } = ports;
    const to = await bringUp({ table: shadowTable(table), tables, replay: fresh.replay, transaction });
    const announcing = { processor, transaction, resumed, types: parked.after };
    return { kind: "swap", to, announcements: announcementsOf(announcing) };
  };
  return rebuilds.swap({ processor, handle });
}

/**
 * Positions that nodes told of the old version are not to be taken back: from the look on that shows a node the rebuild it tells what the store
 * knows, and no more.
 */
function isKnown(old: ProcessorState, fresh: ProcessorState): boolean {
  return old.nodes.every((node) => fresh.nodes.includes(node)) || (old.rebuild?.ageMs ?? 0) > knownAfter;
}

interface Standing {
  readonly old: ProcessorState;
  readonly fresh: ProcessorState;
  readonly ports: SwapPorts;
}

async function isClose({ storedTypes: types }: ProjectionTable, { old, fresh, ports }: Standing): Promise<boolean> {
  const [after, upTo] = [nearest(fresh.segments), furthest(old.segments)];
  if (!isAfter(upTo, after)) return true;
  const { events } = await ports.store.events.lag({ after, upTo, types, limit: closeEnough + 1 });
  return events <= closeEnough;
}

interface Announced {
  readonly sequences: readonly string[];
  readonly ports: SwapPorts;
}

/** Of those it was announced that they are parked. */
async function announcedOf(processor: string, { sequences, ports }: Announced): Promise<ReadonlySet<string>> {
  const announced = new Set<string>();
  for (const sequence of sequences)
    if (await isAnnounced(ports.store.events, { processor, sequence })) announced.add(sequence);
  return announced;
}

interface Announcing {
  readonly processor: string;
  readonly transaction: Pick<SwapTransaction, "parked">;
  readonly resumed: ReadonlySet<string>;
  /** By sequence, of the event that parks it. */
  readonly types: ReadonlyMap<string, string>;
}

/** What was parked and goes on, and what waits from now on: nobody was told while it was built. */
function announcementsOf({ processor, transaction, resumed, types }: Announcing): readonly Announcement[] {
  const { before, after } = transaction.parked;
  const gone = onlyIn(after, before).filter((sequence) => resumed.has(sequence));
  return [
    ...gone.map((sequence) => sequenceResumed({ processor, sequence })),
    ...onlyIn(before, after).flatMap((sequence) =>
      sequenceParked({ processor, sequence }, { stream: { type: aggregateOf(types.get(sequence)), id: "" } }),
    ),
  ];
}

/** Only whether it is the engine's own counts. */
function aggregateOf(type = ""): string {
  return type.startsWith(`${sequenceAggregate}.`) ? sequenceAggregate : type;
}
