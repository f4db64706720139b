import type { Clock, Log } from "../../base/ports.ts";
import type { Tables } from "../../model/tables.ts";
import type { ProcessorState } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import { declaredProcessor, declaredProcessors, refusedProcessor, unknownProcessor } from "./declared-processors.ts";

/** What administration needs: no engine, so that the command line does it beside the servers. */
export interface AdminPorts {
  readonly tables: Tables;
  readonly store: Pick<Store, "events" | "segments" | "letters" | "inline" | "rebuilds" | "workflows">;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears that something was changed by hand: the node of this process looks at once, and the answer waits for that. Others look within half a second. */
  readonly changed?: () => Promise<void>;
}

/** What is asked of a processor, for its errors. */
export interface AdminRequest {
  readonly name: string;
  /** As in: Cannot ‹reset› processor. */
  readonly act: string;
}

/** A processor as the database has it, and as it is declared here, if it is. */
export interface KnownProcessor {
  readonly table: AnyProcessorTable | undefined;
  readonly state: ProcessorState;
}

/** @throws MyelinError `unknown_processor`, or `processor_refused` for one that is declared and never ran */
export async function knownProcessor({ name, act }: AdminRequest, ports: AdminPorts): Promise<KnownProcessor> {
  const { tables, store } = ports;
  const state = await store.segments.state(name);
  const table = declaredProcessor(name, tables);
  if (state !== undefined) return { table, state };
  if (table !== undefined)
    throw refusedProcessor(name, { act, state: "it never ran on this database", mend: "start the application once" });
  throw unknownProcessor(name, { act, known: await processorNames(ports) });
}

/** The same for what needs its declaration. */
export async function declaredAndKnown(
  request: AdminRequest,
  ports: AdminPorts,
): Promise<KnownProcessor & { readonly table: AnyProcessorTable }> {
  const { table, state } = await knownProcessor(request, ports);
  if (table !== undefined) return { table, state };
  const mend = "use an application that does, or forget the processor";
  throw refusedProcessor(request.name, { act: request.act, state: "this application does not declare it", mend });
}

/** All that are declared here or known to the database, sorted. */
export async function processorNames({ tables, store }: AdminPorts): Promise<readonly string[]> {
  const known = (await store.segments.all()).map(({ name }) => name);
  const declared = declaredProcessors(tables).map(({ name }) => name);
  return [...new Set([...known, ...declared])].sort();
}
