/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { WorkflowOverview } from "../../../../src/runtime/mod.ts";
import { Badge } from "../parts/badge.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Page } from "../parts/page.tsx";
import { numberText } from "../parts/texts.ts";
import { type Html, linkTo, type View } from "../view.ts";

/** All workflows and how their instances stand. */
export async function workflowsPage(view: View): Promise<Html> {
  const all = await view.engine.workflows.overview();
  return (
    <Page view={view} title="Workflows" place="workflows">
      <h1>Workflows</h1>
      <section class="panel">
        <DataTable
          label="Workflows"
          empty="This application declares no workflows."
          columns={["Workflow", "Instances", { label: "Parked", kind: "number" }, { label: "Version", kind: "number" }]}
          rows={all.map((one) => [
            <a href={linkTo(view, "workflow", { name: one.name })}>{one.name}</a>,
            <Counts view={view} one={one} />,
            one.parked === 0 ? (
              "0"
            ) : (
              <a href={linkTo(view, "dead-letters", { processor: one.name })}>{numberText(one.parked)}</a>
            ),
            one.versions.length > 1
              ? `${one.latest} (also ${one.versions.filter((version) => version !== one.latest).join(", ")})`
              : one.latest,
          ])}
        />
      </section>
    </Page>
  );
}

/** How many instances stand how; each leads to their list. */
export function Counts({ view, one }: { readonly view: View; readonly one: WorkflowOverview }): Html {
  const counts = Object.entries(one.instances);
  if (counts.length === 0) return <span class="muted">none yet</span>;
  return (
    <span>
      {counts.map(([status, count]) => (
        <>
          <a href={linkTo(view, "workflow", { name: one.name, status })}>{numberText(count)}</a> <Badge
            word={status}
          />{" "}
        </>
      ))}
    </span>
  );
}
