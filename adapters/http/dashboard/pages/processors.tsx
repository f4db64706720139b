/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { Page } from "../parts/page.tsx";
import type { Html, View } from "../view.ts";
import { ProcessorTable } from "./processor-table.tsx";

/** All processors. */
export async function processorsPage(view: View): Promise<Html> {
  const { engine } = view;
  const processors = await engine.processors.list();
  return (
    <Page view={view} title="Processors" place="processors">
      <h1>Processors</h1>
      <section class="panel">
        <ProcessorTable view={view} processors={processors} activity={engine.inspector.activity()} />
      </section>
    </Page>
  );
}
