/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { type WorkflowRow, workflowRows } from "../../../../src/mod.ts";
import type { HistoryEntry, InstanceHead, Tables } from "../../../../src/runtime/mod.ts";
import { DataTable } from "../parts/data-table.tsx";
import type { Html } from "../view.ts";
import { type Edge, edgesOf, placesOf } from "./edges.ts";
import { layoutOf } from "./layout.ts";
import { Picture } from "./picture.tsx";
import { type TakenPath, takenPath } from "./taken-path.ts";

export interface WorkflowPictureProps {
  readonly tables: Tables;
  readonly workflow: string;
  readonly version: number;
  /** Whose way is drawn. */
  readonly instance?: { readonly head: InstanceHead; readonly history: readonly HistoryEntry[] };
}

/** A workflow's states and what leads from one to the other, with the way that an instance took. */
export function WorkflowPicture({ tables, workflow, version, instance }: WorkflowPictureProps): Html {
  const table = tables.workflows[workflow]?.versions[String(version)];
  if (table === undefined)
    return <p class="empty">This code does not have version {version} of it: it cannot be drawn.</p>;
  const rows = workflowRows(table);
  const edges = edgesOf(rows);
  const path = instance === undefined ? undefined : takenPath(instance.head, { history: instance.history, edges });
  return (
    <div class="halves">
      <Picture name={workflow} layout={layoutOf(placesOf(Object.keys(table.states), edges), edges)} path={path} />
      <div>
        <EdgeTable edges={edges} path={path} />
        <Staying rows={rows.filter((row) => !edges.some((edge) => edge.rows.includes(row)))} />
      </div>
    </div>
  );
}

function EdgeTable({ edges, path }: { readonly edges: readonly Edge[]; readonly path: TakenPath | undefined }): Html {
  return (
    <DataTable
      label="What leads from state to state"
      empty="Nothing leads from one state to another."
      columns={["Line", "When", "Does", ...(path === undefined ? [] : ["At step"])]}
      rows={edges.map(({ number, rows }) => [
        <span class={path?.edges.has(number) ? "circled taken" : "circled"}>{number}</span>,
        rows.map(({ stimulus }) => <div>{stimulus}</div>),
        rows.map((row) => <div>{row.actions.join(", ")}</div>),
        ...(path === undefined ? [] : [path.edges.get(number)?.join(", ") ?? "–"]),
      ])}
    />
  );
}

/** Reactions that leave the instance where it is. */
function Staying({ rows }: { readonly rows: readonly WorkflowRow[] }): Html | null {
  if (rows.length === 0) return null;
  return (
    <>
      <h3>Without a line: it stays where it is, or a function decides</h3>
      <DataTable
        label="Reactions without a line"
        empty=""
        columns={["In", "When", "Does"]}
        rows={rows.map(({ state, stimulus, actions }) => [
          state === null ? "start" : (state ?? "any state"),
          stimulus,
          actions.length === 0 ? "nothing, or by a function" : actions.join(", "),
        ])}
      />
    </>
  );
}
