/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { EngineActivity, ProcessorOverview } from "../../../../src/runtime/mod.ts";
import { Badge } from "../parts/badge.tsx";
import { Spark } from "../parts/chart.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { numberText, secondsText } from "../parts/texts.ts";
import { type Html, linkTo, type View } from "../view.ts";
import { wordsOf } from "./processor-words.ts";

export interface ProcessorTableProps {
  readonly view: View;
  readonly processors: readonly ProcessorOverview[];
  readonly activity: EngineActivity;
}

/** All processors, a row each. */
export function ProcessorTable({ view, processors, activity }: ProcessorTableProps): Html {
  return (
    <DataTable
      label="Processors"
      empty="This application declares no processors."
      columns={[
        "Name",
        "Kind",
        "State",
        { label: "Segments", kind: "number" },
        { label: "Events behind", kind: "number" },
        { label: "Time behind", kind: "number" },
        { label: "Parked", kind: "number" },
      ]}
      rows={processors.map((one) => [
        <a href={linkTo(view, "processor", { name: one.name })}>{one.name}</a>,
        one.kind,
        <span>{wordsOf(one).map((word) => [<Badge word={word} />, " "])}</span>,
        one.segments.length,
        <Lag one={one} activity={activity} />,
        secondsText(Math.max(0, ...one.segments.map(({ lagSeconds }) => lagSeconds))),
        one.parkedSequences === 0 ? (
          "0"
        ) : (
          <a href={linkTo(view, "dead-letters", { processor: one.name })}>{numberText(one.parkedSequences)}</a>
        ),
      ])}
    />
  );
}

function Lag({ one, activity }: { readonly one: ProcessorOverview; readonly activity: EngineActivity }): Html {
  const behind = Math.max(0, ...one.segments.map(({ lagEvents }) => lagEvents));
  const values = activity.samples.map(({ lag }) => lag[one.name] ?? 0);
  return (
    <span class="nowrap">
      {numberText(behind)}
      <Spark values={values} label={`Events behind of ${one.name} over time`} />
    </span>
  );
}
