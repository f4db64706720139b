import { MyelinError } from "../../base/error.ts";
import { didYouMean, nearestNames } from "../../base/nearest-names.ts";
import { builtFor } from "../../model/shadow-name.ts";
import type { Tables } from "../../model/tables.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import { shadowTable } from "../rebuild/shadow-table.ts";

/**
 * What goes along the log by segments: projections that are not live (inline ones until they are), competing reactors, relays, workflows.
 * Sorted by name.
 */
export function declaredProcessors({ projections, reactors, relays, workflows }: Tables): readonly AnyProcessorTable[] {
  const moving: readonly AnyProcessorTable[] = [
    ...Object.values(projections).filter((table) => table.form === "free" || table.life !== "live"),
    ...Object.values(reactors).filter(({ delivery }) => delivery === "competing"),
    ...Object.values(relays),
    ...Object.values(workflows),
  ];
  return [...moving].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Undefined for a name that no such processor has. What is built beside one is declared as that. */
export function declaredProcessor(name: string, tables: Tables): AnyProcessorTable | undefined {
  const own = builtFor(name);
  const found = declaredProcessors(tables).find((table) => table.name === own);
  return found === undefined || own === name ? found : shadowTable(found);
}

/** The error for a name that nothing has, with the nearest that something has. */
export function unknownProcessor(name: string, { act, known }: { act: string; known: readonly string[] }): MyelinError {
  const nearest = nearestNames(name, known);
  const mend = didYouMean(nearest, "the list of processors has all names");
  const message = `Cannot ${act} processor "${name}": there is none of this name; ${mend}`;
  return new MyelinError("unknown_processor", message, { details: { nearest } });
}

/** What an operation is refused with: the state that forbids it, and what to do first. */
export function refusedProcessor(name: string, { act, state, mend, details = {} }: Refusing): MyelinError {
  const message = `Cannot ${act} processor "${name}": ${state}; ${mend}`;
  return new MyelinError("processor_refused", message, { details: { processor: name, ...details } });
}

export interface Refusing {
  readonly act: string;
  readonly state: string;
  readonly mend: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
