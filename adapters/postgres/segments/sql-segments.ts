import { balancedSegments, type Claim, type SegmentRef, type SegmentStore } from "../../../src/runtime/mod.ts";
import type { SqlResult, SqlStatement } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { commandNames } from "../nodes/command-names.ts";
import { nodeLook, renewValues } from "../nodes/renew-node.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { numberAt, onlyText, textAt } from "../sql/columns.ts";
import { alignProcessor, lockedWork, pauseProcessor, resetProcessor } from "./manage-processors.ts";
import { processorState } from "./processor-state.ts";
import { mergeWithPartner, splitSegments } from "./reshape-segments.ts";
import type { SegmentSettings } from "./segment-settings.ts";
import {
  claimText,
  endReplayText,
  forgetText,
  leaveText,
  passText,
  pauseText,
  registerText,
  releaseText,
  renewText,
  statesText,
} from "./segment-texts.ts";
import { workSegment } from "./work-segment.ts";

/** Runs one statement, committed by itself. */
type Run = (statement: SqlStatement, act: string) => Promise<SqlResult>;

export function sqlSegments(settings: SegmentSettings): SegmentStore {
  const { driver, schema } = settings;
  const run: Run = async (statement, act) => {
    try {
      return await driver.query({ ...statement, prepare: true });
    } catch (error) {
      throw engineError(error, act);
    }
  };
  return {
    ...readings(settings, run),
    ...ownership(settings, run),
    work: (request) => workSegment(settings, request),
    pass: async (passings) => {
      if (passings.length === 0) return [];
      const values = passings.map(({ claim, from, to }) => [...claimColumns(claim), from, to]);
      const { rows } = await run({ text: passText(schema), values: columns(values, 7) }, "move segments");
      return rows.map((row) => ({ processor: textAt(row, 0), id: numberAt(row, 1), mask: numberAt(row, 2) }));
    },
    locked: (request) => lockedWork(settings, request),
    split: (segment) => splitSegments(settings, segment),
    merge: (segment) => mergeWithPartner(settings, segment),
    pause: async (processor, paused) => {
      if (paused) return pauseProcessor(settings, processor);
      const { count } = await run({ text: pauseText(schema), values: [processor, "f"] }, `resume "${processor}"`);
      return count > 0;
    },
    reset: (request) => resetProcessor(settings, request),
    endReplay: async (processor, until) => {
      const act = `end the replay of processor "${processor}"`;
      return (await run({ text: endReplayText(schema), values: [processor, until] }, act)).count > 0;
    },
    align: (request) => alignProcessor(settings, request),
    forget: async (processor) => {
      await run({ text: forgetText(schema), values: [processor] }, `forget processor "${processor}"`);
    },
  };
}

function readings({ schema }: SegmentSettings, run: Run): Pick<SegmentStore, "register" | "state" | "all"> {
  const states = async (names: readonly string[] | null): ReturnType<SegmentStore["all"]> => {
    const values = [names === null ? null : arrayLiteral(names)];
    const { rows } = await run({ text: statesText(schema), values }, "read processors");
    return rows.map((row) => processorState(textAt(row, 0)));
  };
  return {
    register: async ({ name, fingerprint, segments, start }) => {
      const cuts = balancedSegments(segments);
      const cut = [cuts.map(({ id }) => String(id)), cuts.map(({ mask }) => String(mask))].map(arrayLiteral);
      const statement = { text: registerText(schema), values: [name, fingerprint, start, ...cut] };
      return processorState(onlyText(await run(statement, `register processor "${name}"`)));
    },
    state: async (processor) => (await states([processor]))[0],
    all: () => states(null),
  };
}

type Ownership = Pick<SegmentStore, "renew" | "claim" | "release" | "leave">;

function ownership({ schema, watcher, limits }: SegmentSettings, run: Run): Ownership {
  const names = commandNames();
  return {
    renew: async (life) => {
      const { id, leaseMs } = life;
      limits.leased(leaseMs);
      const sign = (await watcher.sign(id)) ?? null;
      const statement = { text: renewText(schema), values: renewValues(life, { sign, names }) };
      return nodeLook(await run(statement, `renew node "${id}"`), names);
    },
    claim: async ({ node, leaseMs, segments, force = false }) => {
      if (segments.length === 0) return [];
      limits.leased(leaseMs);
      const wanted = columns(segments.map(refColumns), 3);
      const values = [node, String(leaseMs), force ? "t" : "f", ...wanted];
      const { rows } = await run({ text: claimText(schema), values }, `claim segments for node "${node}"`);
      return rows.flatMap((row): readonly Claim[] => {
        const [processor, id] = [textAt(row, 0), numberAt(row, 1)];
        const ref = segments.find((segment) => segment.processor === processor && segment.id === id);
        return ref === undefined ? [] : [{ processor, id, mask: ref.mask, node, epoch: numberAt(row, 2) }];
      });
    },
    release: async ({ claims, awayMs }) => {
      if (claims.length === 0) return;
      const named = claims.map(({ processor, id, node, epoch }) => [processor, String(id), node, String(epoch)]);
      const values = [...columns(named, 4), awayMs === undefined ? null : String(awayMs)];
      await run({ text: releaseText(schema), values }, "release segments");
    },
    leave: async (node) => {
      await run({ text: leaveText(schema), values: [node] }, `take leave of node "${node}"`);
      await watcher.unsign(node);
    },
  };
}

function refColumns({ processor, id, mask }: SegmentRef): readonly string[] {
  return [processor, String(id), String(mask)];
}

function claimColumns({ node, epoch, ...ref }: Claim): readonly string[] {
  return [...refColumns(ref), node, String(epoch)];
}

/** Rows as one array for each column. */
function columns(rows: readonly (readonly string[])[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, column) => arrayLiteral(rows.map((row) => row[column] ?? null)));
}
