import type { FoldNode, ProjectionNode } from "../model/node.ts";
import { sequenceAggregate } from "../model/sequence-announcement.ts";
import { type Mistake, mistake } from "./mistake.ts";

export function checkProjections(projections: readonly ProjectionNode[]): readonly Mistake[] {
  const folds = projections.filter((projection) => projection.form === "fold");
  return [...folds.flatMap(checkFold), ...checkSharedTables(folds)];
}

function checkFold(fold: FoldNode): readonly Mistake[] {
  return [...checkRowSequence(fold), ...checkLife(fold)];
}

/** Two segments that fold one row would lose each other's updates. */
function checkRowSequence(fold: FoldNode): readonly Mistake[] {
  if (fold.sequence === undefined || fold.sequence.kind === "sequential") return [];
  return [
    wrong(fold, {
      state: "its sequence is another than its row key, so that two segments could fold one row",
      mend: "remove it, or give sequential()",
    }),
  ];
}

function checkLife(fold: FoldNode): readonly Mistake[] {
  switch (fold.life) {
    case undefined:
    case "async":
      return [];
    case "inline":
      return [...checkInlineSource(fold), ...checkInlineKeys(fold)];
    case "live":
      return (["onFailure", "from", "segments", "sequence", "once"] as const)
        .filter((option) => fold[option] !== undefined)
        .map((option) =>
          wrong(fold, {
            state: `it is live and goes along no log, so ${option} says nothing`,
            mend: `remove ${option}, or give life: "async"`,
          }),
        );
    default:
      return [wrong(fold, { state: `its life is "${String(fold.life)}"`, mend: "give async, inline or live" })];
  }
}

function checkInlineKeys(fold: FoldNode): readonly Mistake[] {
  return fold.on
    .filter(({ by }) => by !== undefined)
    .map(({ aggregate }) =>
      wrong(fold, {
        state: `it is inline, but its rows for aggregate "${aggregate}" are not the streams, so that appends to several streams would write one row`,
        mend: 'remove by, or give life: "async"',
      }),
    );
}

/** Streams of one id in two aggregates would write one row at once, and no version would stand between them. */
function checkInlineSource(fold: FoldNode): readonly Mistake[] {
  const sources = [...new Set(fold.on.map(({ aggregate }) => aggregate))].sort();
  if (sources.includes(sequenceAggregate))
    return [
      wrong(fold, {
        state: `it is inline, but no command appends the events of "${sequenceAggregate}"`,
        mend: `remove its handlers, or give life: "async"`,
      }),
    ];
  if (sources.length < 2) return [];
  return [
    wrong(fold, {
      state: `it is inline, but it reads ${sources.map((one) => `"${one}"`).join(" and ")}, so that two streams of one id would write one row`,
      mend: 'read one aggregate, or give life: "async"',
    }),
  ];
}

function checkSharedTables(folds: readonly FoldNode[]): readonly Mistake[] {
  const owners = new Map<string, FoldNode>();
  const mistakes: Mistake[] = [];
  for (const fold of folds.filter(({ life }) => life !== "live")) {
    const owner = owners.get(fold.target.name);
    if (owner === undefined) owners.set(fold.target.name, fold);
    else
      mistakes.push(
        wrong(fold, {
          state: `its table "${fold.target.name}" is also written by projection "${owner.name}", so that they would lose each other's updates`,
          mend: "give each its own table",
        }),
      );
  }
  return mistakes;
}

function wrong({ name }: FoldNode, { state, mend }: { state: string; mend: string }): Mistake {
  return mistake(name, { subject: `projection "${name}"`, state, mend });
}
