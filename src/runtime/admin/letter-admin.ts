import type { Json } from "../../base/json.ts";
import type { Tables } from "../../model/tables.ts";
import type { Letter, SequenceRef } from "../../store/letter-store.ts";
import { eventAt, subjectOf } from "../letters/letter-event.ts";
import { retryLetters } from "../letters/retry-letters.ts";
import { type React, reactorCaller } from "../reactors/reactor-caller.ts";
import { type AdminPorts, processorNames } from "./admin-ports.ts";
import type { LetterAdmin, LetterView, RetryResult } from "./admin-types.ts";
import { declaredProcessor, refusedProcessor, unknownProcessor } from "./declared-processors.ts";
import { evictLetters, unknownSequence } from "./evict-letters.ts";
import { moveLetters } from "./move-letters.ts";

/** What operations on letters need: handlers are called in this process. */
export interface LetterAdminPorts extends AdminPorts {
  /** Calls reactors' handlers; without it, letters of reactors that send commands are not retried here. */
  readonly react?: React;
  /** When aborted, a retry ends after the letter under way. */
  readonly stopping?: AbortSignal;
}

/** Operations on dead letters, on the store alone: handlers run in this process. */
export function letterAdmin(ports: LetterAdminPorts): LetterAdmin {
  const { store } = ports;
  return {
    sequences: async (query) => {
      await refuseUnknown(query.processor, ports);
      return store.letters.sequences(query);
    },
    letters: (query) => views(query, ports),
    retry: (request) => retry(request, ports),
    evict: async (request) => {
      await refuseUnknown(request.processor, ports);
      return evictLetters(request, ports);
    },
    move: (request) => moveLetters(request, ports),
  };
}

async function refuseUnknown(processor: string | undefined, ports: AdminPorts): Promise<void> {
  if (processor === undefined) return;
  const known = await processorNames(ports);
  if (!known.includes(processor)) throw unknownProcessor(processor, { act: "look at letters of", known });
}

async function views(
  query: SequenceRef & { readonly after?: number; readonly limit: number },
  ports: AdminPorts,
): Promise<readonly LetterView[]> {
  await refuseUnknown(query.processor, ports);
  const letters = await ports.store.letters.letters(query);
  if (letters.length === 0 && !(await ports.store.letters.contains(query))) throw unknownSequence(query);
  const seen: LetterView[] = [];
  for (const letter of letters) seen.push(await view(letter, ports));
  return seen;
}

/** With its event in today's shape where it can be brought into it, else as it was stored. */
async function view(letter: Letter, { tables, store }: AdminPorts): Promise<LetterView> {
  const { inbox } = letter.event;
  if (inbox !== undefined) {
    const row = await store.workflows.inboxRow({ workflow: letter.processor, number: inbox });
    // JSON that was stored as such.
    return { ...letter, stream: null, data: (row?.content ?? null) as Json };
  }
  const stored = await eventAt(store.events, letter.event.position);
  if (stored === undefined) return { ...letter, stream: null, data: null };
  const table = declaredProcessor(letter.processor, tables);
  const { aggregates } = tables;
  const item = table === undefined ? undefined : subjectOf(stored, { letter, table, aggregates }).items[0];
  return { ...letter, stream: stored.stream, data: (item?.event ?? stored).data };
}

async function retry(
  request: { readonly processor: string; readonly sequence?: string },
  ports: LetterAdminPorts,
): Promise<RetryResult> {
  const { processor, sequence } = request;
  const { stopping: signal, store } = ports;
  const react = ports.react ?? reactAlone(processor, ports);
  const result = await retryLetters(request, { ...ports, react, ...(signal === undefined ? {} : { signal }) });
  if (sequence === undefined || result.sequence !== null) return result;
  if (!(await store.letters.contains({ processor, sequence }))) throw unknownSequence({ processor, sequence });
  return result;
}

/** Without an engine nothing can be sent or published; refused before a letter is touched. */
function reactAlone(processor: string, { tables, log }: { tables: Tables; log: AdminPorts["log"] }): React {
  const effect = effectOf(processor, tables);
  const refused = refusedProcessor(processor, {
    act: "retry letters of",
    state: `it ${effect}, and no engine runs here`,
    mend: "have a running server do it, by its address",
  });
  if (effect !== undefined) throw refused;
  const refuse = (): Promise<never> => Promise.reject(refused);
  const call = reactorCaller({ tables, log, submit: refuse, commandState: refuse });
  return (table, item, facts) => (table.form === "relay" ? refuse() : call(table, item, facts));
}

/** What only an engine can do for its handlers; undefined where they need none. */
function effectOf(processor: string, { reactors, relays }: Tables): string | undefined {
  if (relays[processor] !== undefined) return "publishes events";
  const sends = reactors[processor]?.sends ?? [];
  return sends.length > 0 ? `sends commands (${sends.join(", ")})` : undefined;
}
