import { isShadow } from "../../model/shadow-name.ts";
import { cancelRebuild, rebuildProcessor } from "../rebuild/rebuild-processor.ts";
import { type AdminPorts, declaredAndKnown, knownProcessor, processorNames } from "./admin-ports.ts";
import type { ProcessorAdmin, ProcessorOverview } from "./admin-types.ts";
import { declaredProcessor, refusedProcessor, unknownProcessor } from "./declared-processors.ts";
import { processorOverview } from "./processor-overview.ts";
import { refuseWhileRebuilt } from "./refuse-while-rebuilt.ts";
import { resetProcessor } from "./reset-processor.ts";
import { mergeProcessor, splitProcessor } from "./reshape-processor.ts";
import { takeOutOfAppends } from "./take-out-of-appends.ts";

/** Milliseconds for which a node does not get back what was released. */
const usuallyAway = 60_000;

/**
 * Operations on processors, on the store alone: nodes that run them see what was changed when they renew their claims, within half a second,
 * and at once where they are told.
 */
export function processorAdmin(ports: AdminPorts): ProcessorAdmin {
  const { store } = ports;
  const heard = async (change: Promise<unknown>): Promise<void> => {
    await change;
    await ports.changed?.();
  };
  return {
    list: () => overviews(ports),
    status: (name) => overview(name, ports),
    pause: (name) => heard(setPaused(name, { paused: true, ports })),
    resume: (name) => heard(setPaused(name, { paused: false, ports })),
    rebuild: (name, options = {}) => heard(rebuildProcessor(name, { options, ports })),
    cancelRebuild: (name) => heard(cancelRebuild(name, ports)),
    reset: (name, options) => heard(resetProcessor(name, { options, ports })),
    split: (name, segment) => splitProcessor({ name, segment }, ports),
    merge: (name, segment) => mergeProcessor({ name, segment }, ports),
    release: (name, { segment, awayMs = usuallyAway } = {}) => heard(release({ name, segment, awayMs }, ports)),
    align: (name) => heard(align(name, ports)),
    forget: async (name) => {
      await refuseToForget(name, ports);
      await store.segments.forget(name);
    },
  };
}

async function overviews(ports: AdminPorts): Promise<readonly ProcessorOverview[]> {
  const { store, tables } = ports;
  const states = new Map((await store.segments.all()).map((state) => [state.name, state]));
  const head = await store.events.safeHead();
  const all: ProcessorOverview[] = [];
  for (const name of await processorNames(ports)) {
    // What is built beside one is told with it.
    if (isShadow(name)) continue;
    const table = declaredProcessor(name, tables);
    all.push(await processorOverview({ name, table, state: states.get(name), head }, ports));
  }
  return all;
}

async function overview(name: string, ports: AdminPorts): Promise<ProcessorOverview> {
  const { store, tables } = ports;
  const table = declaredProcessor(name, tables);
  const state = await store.segments.state(name);
  if (table === undefined && state === undefined)
    throw unknownProcessor(name, { act: "look at", known: await processorNames(ports) });
  return processorOverview({ name, table, state, head: await store.events.safeHead() }, ports);
}

async function setPaused(name: string, { paused, ports }: { paused: boolean; ports: AdminPorts }): Promise<void> {
  await knownProcessor({ name, act: paused ? "pause" : "resume" }, ports);
  await ports.store.segments.pause(name, paused);
}

interface Releasing {
  readonly name: string;
  readonly segment: number | undefined;
  readonly awayMs: number;
}

async function release({ name, segment, awayMs }: Releasing, ports: AdminPorts): Promise<void> {
  const act = "release segments of";
  const { state } = await knownProcessor({ name, act }, ports);
  const wanted = state.segments.filter(({ id }) => segment === undefined || id === segment);
  if (wanted.length === 0)
    throw refusedProcessor(name, { act, state: `it has no segment ${segment}`, mend: "its status lists all" });
  const claims = wanted.flatMap(({ processor, id, mask, epoch, owner }) =>
    owner === undefined ? [] : [{ processor, id, mask, epoch, node: owner.node }],
  );
  if (claims.length > 0) await ports.store.segments.release({ claims, awayMs });
}

async function align(name: string, ports: AdminPorts): Promise<void> {
  const { table, state } = await declaredAndKnown({ name, act: "align" }, ports);
  refuseWhileRebuilt(state, "align");
  const { fingerprint } = table;
  if (table.form !== "fold" || table.life !== "inline") await takeOutOfAppends(name, { act: "align", ports });
  if (state.fingerprint === fingerprint) return;
  if (await ports.store.segments.align({ processor: name, fingerprint })) return;
  throw refusedProcessor(name, {
    act: "align",
    state:
      "its segments stand at several positions, or it has letters: events would be lost between the old keys and the new ones",
    mend: "let the code that ran catch up while nothing is appended and retry its letters, or rebuild or reset it",
  });
}

async function refuseToForget(name: string, ports: AdminPorts): Promise<void> {
  const act = "forget";
  const { table, state } = await knownProcessor({ name, act }, ports);
  if (table !== undefined)
    throw refusedProcessor(name, { act, state: "this application declares it", mend: "remove the declaration first" });
  refuseWhileRebuilt(state, act);
  if (state.nodes.length > 0) {
    const nodes = state.nodes.map((node) => `"${node}"`).join(", ");
    throw refusedProcessor(name, { act, state: `it runs on ${nodes}`, mend: "stop the old version first" });
  }
  const { letters } = await ports.store.letters.count(name);
  if (letters > 0)
    throw refusedProcessor(name, {
      act,
      state: `${letters} letters of it wait in the dead-letter table`,
      mend: "move them to its new name, or evict them",
    });
}
