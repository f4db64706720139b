import { startOfLog } from "../../model/position.ts";
import type { Tables } from "../../model/tables.ts";
import type { ProcessorState } from "../../store/segment-store.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import { followRebuilds } from "../rebuild/node-shadows.ts";
import { type WorkflowPorts, workflowProcessor } from "../workflows/workflow-processor.ts";
import { type Membership, type NodeClaims, nodeClaims } from "./node-claims.ts";
import type { Processor } from "./processor.ts";
import { startPosition } from "./start-position.ts";
import { type TableProcessorPorts, tableProcessor } from "./table-processor.ts";

/** All processors of a node, and its claims on their segments. */
export interface NodeProcessors {
  /** By name. */
  readonly processors: ReadonlyMap<string, Processor>;
  /** The same, and what is built beside them. */
  readonly running: ReadonlyMap<string, Processor>;
  readonly claims: NodeClaims;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface NodeProcessorsPorts extends Omit<TableProcessorPorts, "leased" | "lost"> {
  readonly node: string;
  readonly leaseMs: number;
  readonly membership?: Membership | undefined;
  readonly workflows: WorkflowPorts;
}

/** Milliseconds that the store may believe a segment to stand where it stood, while nothing is to be handled. */
const passPause = 250;

/** Those that go along the log by positions of their own. */
export function claimedTables({ projections, reactors, relays, workflows }: Tables): readonly AnyProcessorTable[] {
  return [
    ...Object.values(projections).filter((table) => table.form === "free" || table.life !== "live"),
    ...Object.values(reactors).filter(({ delivery }) => delivery === "competing"),
    ...Object.values(relays),
    ...Object.values(workflows),
  ];
}

/** Makes the processors known to the store. Throws what the store throws. */
export async function registerProcessors(
  tables: Tables,
  { store, clock, log }: Pick<TableProcessorPorts, "store" | "clock" | "log">,
): Promise<void> {
  for (const { name, fingerprint, segments, from } of claimedTables(tables)) {
    const known = await store.segments.state(name);
    const start = known === undefined ? await startPosition(from, { events: store.events, clock }) : startOfLog;
    const state = await store.segments.register({ name, fingerprint, segments, start });
    if (state.fingerprint !== fingerprint) log("error", otherKeys(name), { processor: name });
  }
}

function otherKeys(name: string): string {
  return `Cannot run processor "${name}" on this node: the database knows it with another sequence policy, and events would be lost between segments that stand apart; stop it everywhere and run "myelin processors align ${name}" once all segments stand at one position, or have it rebuilt or reset`;
}

export function nodeProcessors(ports: NodeProcessorsPorts): NodeProcessors {
  const { tables, store, clock, log, node, leaseMs, membership } = ports;
  const running = new Map<string, Processor>();
  const all = { ...ports, leased: (signal: AbortSignal) => claims.leased(signal), lost: () => void claims.look() };
  const make = (table: AnyProcessorTable): Processor =>
    table.form === "workflow" ? workflowProcessor(table, all) : tableProcessor(table, all);
  const noticed = (states: readonly ProcessorState[]): boolean => followRebuilds(states, { running, make });
  const claims = nodeClaims({
    node,
    processors: running,
    segments: store.segments,
    clock,
    log,
    leaseMs,
    membership,
    noticed,
  });
  for (const table of claimedTables(tables)) running.set(table.name, make(table));
  const processors = new Map(running);
  const passing = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await clock.sleep(passPause, signal);
      await Promise.all([...running.values()].map((one) => one.pass()));
    }
  };
  return {
    processors,
    running,
    claims,
    run: async (signal) => {
      // A node tells that it lives also when it runs none.
      await Promise.all([claims.run(signal), ...(processors.size > 0 ? [passing(signal)] : [])]);
    },
  };
}
