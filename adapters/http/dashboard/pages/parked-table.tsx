/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ParkedSequence } from "../../../../src/runtime/mod.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Ago } from "../parts/moment.tsx";
import { Name } from "../parts/name.tsx";
import { type Html, linkTo, type View } from "../view.ts";

/** Sequences that wait, each with the letter that parks it. */
export function ParkedTable({
  view,
  parked,
}: {
  readonly view: View;
  readonly parked: readonly ParkedSequence[];
}): Html {
  return (
    <DataTable
      label="Parked sequences"
      empty="No sequence is parked."
      columns={[
        "Processor",
        "Sequence",
        { label: "Letters", kind: "number" },
        "Event",
        "Cause",
        "Last tried",
        { label: "", kind: "actions" },
      ]}
      rows={parked.map(({ processor, sequence, letters, head }) => [
        <a href={linkTo(view, "processor", { name: processor })}>{processor}</a>,
        <a class="mono" href={linkTo(view, "sequence", { processor, sequence })}>
          {sequence}
        </a>,
        letters,
        <Name text={head.eventType} />,
        head.cause === null ? "–" : `${head.cause.type}: ${head.cause.message}`,
        <Ago date={head.touchedAt} now={view.now} />,
        <ActForm
          view={view}
          act="letter.retry"
          fields={{ processor, sequence }}
          label="Retry"
          about={`Retry sequence ${sequence} of ${processor}`}
        />,
      ])}
    />
  );
}
