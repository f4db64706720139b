import { explain } from "../../../../src/mod.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Page } from "../parts/page.tsx";
import { type Html, linkTo, type View } from "../view.ts";

/** What the application compiles to. */
export function routesPage(view: View): Html {
  const { tables } = view.engine;
  const commands = Object.values(tables.commands);
  const processors = [tables.projections, tables.reactors, tables.relays, tables.workflows].flatMap((all) =>
    Object.values(all),
  );
  return (
    <Page view={view} title="Routes" place="routes" live={false}>
      <h1>Compiled tables of {tables.name}</h1>
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
