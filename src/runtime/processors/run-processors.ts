import type { Log } from "../../base/ports.ts";
import { startOfLog } from "../../model/position.ts";
import type { Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import { type WorkflowPorts, workflowProcessor } from "../workflows/workflow-processor.ts";
import { type NodeClaims, nodeClaims } from "./node-claims.ts";
import type { Processor } from "./processor.ts";
import { startPosition } from "./start-position.ts";
import { type TableProcessorPorts, tableProcessor } from "./table-processor.ts";

/** All processors of a node, and its claims on their segments. */
export interface NodeProcessors {
  /** By name. */
  readonly processors: ReadonlyMap<string, Processor>;
  readonly claims: NodeClaims;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface NodeProcessorsPorts extends Omit<TableProcessorPorts, "leased" | "lost"> {
  readonly node: string;
  readonly leaseMs: number;
  readonly workflows: WorkflowPorts;
}

/** Milliseconds that the store may believe a segment to stand where it stood, while nothing is to be handled. */
const passPause = 250;

/** Those that go along the log by positions of their own. */
export function claimedTables({ projections, reactors, workflows }: Tables): readonly AnyProcessorTable[] {
  return [
    ...Object.values(projections).filter((table) => table.form === "free" || table.life !== "live"),
    ...Object.values(reactors).filter(({ delivery }) => delivery === "competing"),
    ...Object.values(workflows),
  ];
}

/** Makes the processors known to the store. Throws what the store throws. */
export async function registerProcessors(tables: Tables, { store, log }: { store: Store; log: Log }): Promise<void> {
  for (const { name, fingerprint, segments, from } of claimedTables(tables)) {
    const known = await store.segments.state(name);
    const start = known === undefined ? await startPosition(from, store.events) : startOfLog;
    const state = await store.segments.register({ name, fingerprint, segments, start });
    if (state.fingerprint !== fingerprint) log("error", otherKeys(name), { processor: name });
  }
}

function otherKeys(name: string): string {
  return `Cannot run processor "${name}" on this node: the database knows it with another sequence policy, and events would be lost between segments that stand apart; stop it everywhere and run "myelin processors align ${name}" once all segments stand at one position, or reset it`;
}

export function nodeProcessors(ports: NodeProcessorsPorts): NodeProcessors {
  const { tables, store, clock, log, node, leaseMs } = ports;
  const processors = new Map<string, Processor>();
  const claims = nodeClaims({ node, processors, segments: store.segments, clock, log, leaseMs });
  const all = { ...ports, leased: (signal: AbortSignal) => claims.leased(signal), lost: () => claims.look() };
  for (const table of claimedTables(tables)) {
    const made = table.form === "workflow" ? workflowProcessor(table, all) : tableProcessor(table, all);
    processors.set(table.name, made);
  }
  const passing = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await clock.sleep(passPause, signal);
      await Promise.all([...processors.values()].map((one) => one.pass()));
    }
  };
  return {
    processors,
    claims,
    run: async (signal) => {
      if (processors.size > 0) await Promise.all([claims.run(signal), passing(signal)]);
    },
  };
}
