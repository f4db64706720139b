/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { HistoryEntry, StimulusRecord } from "../../../../src/runtime/mod.ts";
import { Badge } from "../parts/badge.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Html, linkTo, type View } from "../view.ts";

/** What came to an instance, and what it did about it. */
export function History({ view, history }: { readonly view: View; readonly history: readonly HistoryEntry[] }): Html {
  return (
    <DataTable
      label="Steps"
      empty="It has no steps yet."
      columns={[{ label: "Step", kind: "number" }, "When (UTC)", "What came", "What it did", "State afterwards"]}
      rows={history.map(({ index, at, came, did, status, state }) => [
        index,
        <Moment date={at} />,
        <Came view={view} came={came} />,
        did.map((line) => <div>{line}</div>),
        <span>
          {state ?? "–"} {status === "running" ? null : <Badge word={status} />}
        </span>,
      ])}
    />
  );
}

function Came({ view, came }: { readonly view: View; readonly came: StimulusRecord }): Html {
  if (came.kind === "event") {
    const { type, id } = came.stream;
    return (
      <span>
        {came.type} of{" "}
        <a class="mono" href={linkTo(view, "stream", { type, id, position: came.position })}>
          {id}
        </a>
      </span>
    );
  }
  return <span>{wordsOf(came)}</span>;
}

function wordsOf(came: Exclude<StimulusRecord, { readonly kind: "event" }>): string {
  switch (came.kind) {
    case "start":
      return `start by ${came.by}`;
    case "timer":
      return `timer ${came.name}${came.key === "" ? "" : ` ${came.key}`}`;
    case "signal":
      return `signal ${came.name}`;
    case "timeout":
      return `no signal ${came.name} in time`;
    case "outcome":
      return `${came.command} #${came.index}: ${came.status}${came.reason === null ? "" : ` (${came.reason})`}`;
    case "child":
      return `child ${came.child.workflow} ${came.child.id}: ${came.status}`;
    case "cancel":
      return `cancel: ${came.why}`;
    case "resume":
      return "resume";
    case "migrate":
      return `migrate from version ${came.from} to ${came.to}`;
  }
}
