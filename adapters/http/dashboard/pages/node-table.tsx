/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { NodeStatus } from "../../../../src/runtime/mod.ts";
import { Badge } from "../parts/badge.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Ago } from "../parts/moment.tsx";
import { secondsText } from "../parts/texts.ts";
import type { Html } from "../view.ts";

/** Who shares the database. */
export function NodeTable({ nodes, now }: { readonly nodes: readonly NodeStatus[]; readonly now: number }): Html {
  return (
    <DataTable
      label="Nodes"
      empty="No node is known yet: one tells of itself within a second of its start."
      columns={[
        "Node",
        "Address",
        "Joined",
        { label: "Share of keys", kind: "number" },
        { label: "Lease left", kind: "number" },
        "Warnings",
      ]}
      rows={nodes.map(({ id, self, address, joinedAt, share, leaseMs, warnings }) => [
        <span>
          <span class="mono">{id}</span> {self ? <Badge word="this node" /> : null}
        </span>,
        <span class="mono">{address ?? "–"}</span>,
        <Ago date={joinedAt} now={now} />,
        address === null ? "–" : `${(share * 100).toFixed(0)} %`,
        secondsText(Math.max(0, leaseMs) / 1000),
        warnings.length === 0 ? "none" : warnings.join("; "),
      ])}
    />
  );
}
