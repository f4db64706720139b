import { isMyelinError, MyelinError } from "../../base/error.ts";
import type { FoldTable } from "../../model/tables.ts";
import type { AppendRequest, AppendWithin, EventStore, ExclusiveEvents, InlineFold } from "../../store/event-store.ts";
import type { InlineStore } from "../../store/inline-store.ts";
import { strangeFolds } from "./declared-folds.ts";
import { foldInline } from "./fold-inline.ts";
import { storedEvents } from "./stored-events.ts";

export interface InlineEventsPorts {
  readonly events: EventStore;
  readonly inline: Pick<InlineStore, "folds">;
  readonly declared: ReadonlyMap<string, FoldTable>;
}

/**
 * The log, with appends that write the folds which the database has inline by now: those that are still being built are not among
 * them. Where the set has changed an append is refused, and sent again with the new one.
 *
 * @throws MyelinError `store_not_ready` where the database has folds inline that this code does not declare so
 */
export function inlineEvents({ events, inline, declared }: InlineEventsPorts): EventStore {
  let active: readonly InlineFold[] = [];

  const look = async (): Promise<void> => {
    const folds = await inline.folds();
    const strange = strangeFolds(folds, declared);
    if (strange.length > 0) throw notFolded(strange);
    active = folds;
  };
  const within = (requests: readonly AppendRequest[]): AppendWithin | undefined => {
    if (active.length === 0 || requests.every((request) => request.events.length === 0)) return undefined;
    const folds = active.flatMap(({ processor }) => declared.get(processor) ?? []);
    return {
      folds: active,
      handle: ({ rows }, results) => foldInline(folds, { events: storedEvents(requests, results), rows }),
    };
  };
  const folding = ({ load, append }: ExclusiveEvents): ExclusiveEvents => ({
    load,
    append: (requests) => append(requests, within(requests)),
  });
  return {
    ...events,
    append: async (requests) => {
      try {
        return await events.append(requests, within(requests));
      } catch (error) {
        if (!isOtherFolds(error)) throw error;
        await look();
        return events.append(requests, within(requests));
      }
    },
    exclusive: async (request) => {
      try {
        return await events.exclusive({ ...request, work: (own) => request.work(folding(own)) });
      } catch (error) {
        if (!isOtherFolds(error)) throw error;
        await look();
        // All was rolled back: who asked decides again.
        throw new MyelinError("contention", "Cannot append: what goes inline has just changed; decide again", {
          cause: error,
        });
      }
    },
  };
}

function isOtherFolds(error: unknown): boolean {
  return isMyelinError(error) && error.details.otherFolds === true;
}

function notFolded(strange: readonly InlineFold[]): MyelinError {
  const names = strange.map(({ processor }) => `"${processor}"`).join(", ");
  const message = `Cannot append: the database has ${names} inline and this code does not; run the code that declares it so, or take it back with "myelin processors align" ("forget" where this code has no such processor)`;
  return new MyelinError("store_not_ready", message, { details: { projections: strange.map((one) => one.processor) } });
}
