/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { diff, explain, type TableChange, tablesToJson } from "../../../../src/mod.ts";
import type { Deployment } from "../../../../src/runtime/mod.ts";
import { Badge } from "../parts/badge.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { type Html, linkTo, type View } from "../view.ts";

/** What the application compiles to. */
export async function routesPage(view: View): Promise<Html> {
  const { tables } = view.engine;
  const commands = Object.values(tables.commands);
  const processors = [tables.projections, tables.reactors, tables.relays, tables.workflows].flatMap((all) =>
    Object.values(all),
  );
  return (
    <Page view={view} title="Routes" place="routes" live={false}>
      <h1>Compiled tables of {tables.name}</h1>
      <LastDeployment view={view} deployments={await view.engine.inspector.deployments(2)} />
      <section class="panel">
        <h2>Commands</h2>
        <DataTable
          label="Commands"
          empty="None."
          columns={["Command", "Aggregate", "Sequences reach"]}
          rows={commands.map(({ name, aggregate, scope }) => [
            name,
            aggregate,
            scope === "cluster" ? "across nodes" : "this node",
          ])}
        />
      </section>
      <section class="panel">
        <h2>Processors</h2>
        <DataTable
          label="Processors"
          empty="None."
          columns={["Processor", "Form", "Events"]}
          rows={processors.map(({ name, form, eventTypes }) => [
            <a href={linkTo(view, "processor", { name })}>{name}</a>,
            form,
            eventTypes.join(", "),
          ])}
        />
      </section>
      <section class="panel">
        <h2>As text</h2>
        <pre class="tall">{explain(tables)}</pre>
      </section>
    </Page>
  );
}

interface LastDeploymentProps {
  readonly view: View;
  /** The latest first. */
  readonly deployments: readonly Deployment[];
}

/** What these tables changed when they came. */
function LastDeployment({ view, deployments: [now, before] }: LastDeploymentProps): Html {
  return (
    <section class="panel">
      <h2>What changed since the last deployment</h2>
      {now === undefined ? (
        <p class="muted">No deployment was written down yet.</p>
      ) : (
        <p>
          Deployed <Moment date={now.firstAt} /> UTC, tables <span class="mono">{now.hash.slice(0, 12)}</span>
          {before === undefined ? ": the first of this application." : null}
        </p>
      )}
      {before === undefined ? null : (
        <>
          <p>
            Before: <span class="mono">{before.hash.slice(0, 12)}</span>, last started{" "}
            <Moment date={before.deployedAt} /> UTC
          </p>
          <Changes changes={diff(before.tables, tablesToJson(view.engine.tables)).changes} />
        </>
      )}
    </section>
  );
}

function Changes({ changes }: { readonly changes: readonly TableChange[] }): Html {
  return (
    <DataTable
      label="Changes"
      empty="Nothing changed: these are the same tables."
      columns={["", "Change", "What follows", "Mend"]}
      rows={changes.map(({ breaking, change, consequence, mend }) => [
        breaking ? <Badge word="breaks" tone="bad" /> : <Badge word="safe" tone="good" />,
        change,
        consequence,
        mend ?? "–",
      ])}
    />
  );
}
