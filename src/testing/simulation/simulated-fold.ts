import type { Row, RowKey } from "../../model/node.ts";
import type { FoldTable } from "../../model/tables.ts";
import type { ProcessorEvent } from "../../runtime/processors/event-page.ts";
import { applyStep, foldStep } from "../../runtime/processors/fold-step.ts";
import { rowOrder } from "../../store/row-order.ts";
import { rowKeyText } from "../../store/segment-store.ts";
import type { Action, Participant } from "./action.ts";
import { eventText, type SimulatedQueues } from "./simulated-queues.ts";

/** A fold projection of a run. */
export interface SimulatedFold extends Participant {
  row(...key: RowKey): Row | undefined;
  /** Ordered by key. */
  rows(): readonly Row[];
}

const circumstances = Object.freeze({ replay: undefined });

export interface SimulatedFoldPorts {
  readonly queues: SimulatedQueues;
  /** Hears what a handler threw. */
  readonly failed: (error: unknown) => void;
}

/** Each event is handled alone; a crash before the commit calls its handler and keeps nothing. */
export function simulatedFold(table: FoldTable, { queues, failed }: SimulatedFoldPorts): SimulatedFold {
  const rows = new Map<string, Row>();
  const crashed = new Set<string>();
  const handle = ({ event, sequence }: ProcessorEvent, commits: boolean): void => {
    try {
      const step = foldStep(table, { event, circumstances });
      const before = step === undefined ? undefined : rows.get(step.keyText);
      const row = step === undefined ? undefined : applyStep(table, { step, row: before, circumstances });
      if (!commits) return;
      if (step !== undefined) keep(rows, { key: step.keyText, row });
      queues.done(sequence);
    } catch (error) {
      queues.park(sequence);
      failed(error);
    }
  };
  return {
    row: (...key) => rows.get(rowKeyText(key)),
    rows: () => [...rows.values()].sort(rowOrder(table.target.key)),
    actions: () =>
      queues.heads().flatMap((item): readonly Action[] => {
        const label = `${table.name}: ${eventText(item)}`;
        const crash = {
          label: `${label}, crashing before its commit`,
          extra: true,
          run: () => {
            crashed.add(item.event.id);
            handle(item, false);
          },
        };
        const action = { label, extra: false, run: () => handle(item, true) };
        return crashed.has(item.event.id) ? [action] : [action, crash];
      }),
  };
}

function keep(
  rows: Map<string, Row>,
  { key, row }: { readonly key: string; readonly row: Row | null | undefined },
): void {
  if (row === null) rows.delete(key);
  else if (row !== undefined) rows.set(key, row);
}
