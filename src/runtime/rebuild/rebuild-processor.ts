import { MyelinError } from "../../base/error.ts";
import type { Position } from "../../model/position.ts";
import { isShadow } from "../../model/shadow-name.ts";
import type { ProjectionTable } from "../../model/tables.ts";
import type { RebuildBegun } from "../../store/rebuild-store.ts";
import type { ProcessorState } from "../../store/segment-store.ts";
import { type AdminPorts, declaredAndKnown, knownProcessor } from "../admin/admin-ports.ts";
import type { RebuildOptions } from "../admin/admin-types.ts";
import { refusedProcessor } from "../admin/declared-processors.ts";
import { refuseWhileRebuilt } from "../admin/refuse-while-rebuilt.ts";
import { positionOf, replayFrom } from "../admin/reset-processor.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";

const act = "rebuild";

interface Rebuilding {
  readonly options: RebuildOptions;
  readonly ports: AdminPorts;
}

/** Begins to build a projection once more beside its rows. What the old version has seen is a replay for the new one. */
export async function rebuildProcessor(name: string, { options, ports }: Rebuilding): Promise<void> {
  refuseLive(name, ports);
  const { table, state } = await declaredAndKnown({ name, act }, ports);
  if (isShadow(name)) refuseWhileRebuilt(state, act);
  if (state.rebuild?.state === "refused" && options.acceptParked === true) return acceptParked(name, ports);
  refuseWhileRebuilt(state, act);
  const projection = rebuildable(table);
  const start = await startOf(projection, { options, ports });
  const { context = null, acceptParked: accepted = false } = options;
  const begun = await ports.store.rebuilds.begin({
    processor: name,
    fingerprint: projection.fingerprint,
    start,
    replay: replayFrom(start, { state, context }),
    acceptParked: accepted,
    form: projection.form,
    tables: projection.form === "fold" ? [projection.target.table] : projection.tables,
  });
  if (begun.kind !== "done") throw refusal(state, begun);
  ports.log("info", `Projection "${name}" is being rebuilt`, { processor: name, from: start });
}

function refuseLive(name: string, { tables }: AdminPorts): void {
  const table = tables.projections[name];
  if (table?.form !== "fold" || table.life !== "live") return;
  throw refusedProcessor(name, { act, state: "it is live, and nothing of it is stored", mend: "just ask it" });
}

/** It is as far as the old version, and that sequences wait in it is no reason any more. */
async function acceptParked(name: string, { store, log }: AdminPorts): Promise<void> {
  await store.rebuilds.note(name, { state: "building", why: null, acceptParked: true });
  log("info", `The rebuild of projection "${name}" goes on with what is parked in it`, { processor: name });
}

function rebuildable(table: AnyProcessorTable): ProjectionTable {
  const { name, form } = table;
  if (form === "reactor" || form === "relay" || form === "workflow")
    throw refusedProcessor(name, {
      act,
      state: `it is a ${form} and has no rows`,
      mend: "reset it, if its effects are to happen again",
    });
  if (form === "fold" && table.life === "inline")
    throw refusedProcessor(name, {
      act,
      state: "it is inline: its rows are those of the appends",
      mend: "reset it, or declare it async until it is rebuilt",
    });
  if (form === "free" && table.tables.length === 0)
    throw refusedProcessor(name, {
      act,
      state: "it does not say which tables it writes",
      mend: 'declare them with "tables", or reset it',
    });
  return table;
}

/** Where `latest` was at its first start nobody knows any more. */
async function startOf({ name, from }: ProjectionTable, { options, ports }: Rebuilding): Promise<Position> {
  if (options.from === undefined && from.kind === "latest")
    throw refusedProcessor(name, {
      act,
      state: "it began at the end of the log as it was then",
      mend: 'say "from" where the new version begins, such as "first"',
    });
  return positionOf(options.from ?? from, { name, clock: ports.clock, events: ports.store.events });
}

function refusal({ name }: ProcessorState, begun: Exclude<RebuildBegun, { readonly kind: "done" }>): MyelinError {
  if (begun.kind === "unfit") return refusedProcessor(name, { act, state: begun.state, mend: begun.mend });
  const reasons: Readonly<Record<typeof begun.why, readonly [string, string]>> = {
    unknown: ["the database does not know it any more", "start the application once"],
    inline: ["appends write it in this database", `run "myelin processors align ${name}" first`],
    rebuilding: ["it is being rebuilt", "wait until the rebuild has ended, or give it up"],
  };
  const [state, mend] = reasons[begun.why];
  return refusedProcessor(name, { act, state, mend });
}

/**
 * Nothing is left of the new version. Also where this application does not declare the projection any more.
 *
 * @throws MyelinError `processor_refused` where there is none, `contention`
 */
export async function cancelRebuild(name: string, ports: AdminPorts): Promise<void> {
  await knownProcessor({ name, act: "give up the rebuild of" }, ports);
  const gone = await ports.store.rebuilds.cancel(name);
  if (gone === "busy") {
    const message = `Cannot give up the rebuild of processor "${name}": a batch under way does not end; try again`;
    throw new MyelinError("contention", message);
  }
  if (gone === "unknown")
    throw refusedProcessor(name, {
      act: "give up the rebuild of",
      state: "it is not being rebuilt",
      mend: "its status shows whether it is",
    });
  ports.log("info", `The rebuild of projection "${name}" was given up`, { processor: name });
}
