/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Page } from "../parts/page.tsx";
import { numberText } from "../parts/texts.ts";
import { type Html, linkTo, type View } from "../view.ts";
import { ParkedTable } from "./parked-table.tsx";

const pageSize = 50;

/** What waits, by processor and by sequence. */
export async function lettersPage(view: View, { req }: Context): Promise<Html> {
  const processor = req.query("processor");
  const [after, behind] = [req.query("after"), req.query("behind")];
  const found = await view.engine.letters.sequences({
    limit: pageSize + 1,
    ...(processor === undefined ? {} : { processor }),
    ...(after === undefined || behind === undefined ? {} : { after: { processor: behind, sequence: after } }),
  });
  const shown = found.slice(0, pageSize);
  const last = found.length > pageSize ? shown.at(-1) : undefined;
  return (
    <Page view={view} title="Dead letters" place="dead-letters">
      <h1>Dead letters {processor === undefined ? null : <span class="muted">of {processor}</span>}</h1>
      <p class="muted">
        An event that its handler fails on waits here, and behind it all later events of its sequence, in order. Others
        go on. Mend the handler, start the application anew, then retry.
      </p>
      <Processors view={view} />
      <section class="panel">
        <h2>Sequences</h2>
        <ParkedTable view={view} parked={shown} />
        {last === undefined ? null : (
          <p>
            <a
              rel="next"
              href={linkTo(view, "dead-letters", { processor, behind: last.processor, after: last.sequence })}
            >
              Further sequences
            </a>
          </p>
        )}
      </section>
    </Page>
  );
}

/** Processors that have letters. */
async function Processors({ view }: { readonly view: View }): Promise<Html | null> {
  const all = await view.engine.processors.list();
  const waiting = all.filter(({ letters }) => letters > 0);
  if (waiting.length === 0) return null;
  return (
    <section class="panel">
      <h2>By processor</h2>
      <DataTable
        label="Letters by processor"
        empty=""
        columns={[
          "Processor",
          { label: "Sequences", kind: "number" },
          { label: "Letters", kind: "number" },
          { label: "", kind: "actions" },
        ]}
        rows={waiting.map(({ name, parkedSequences, letters }) => [
          <a href={linkTo(view, "dead-letters", { processor: name })}>{name}</a>,
          numberText(parkedSequences),
          numberText(letters),
          <ActForm
            view={view}
            act="letter.retry-all"
            fields={{ processor: name }}
            label="Retry all"
            about={`Retry all sequences of ${name}`}
          />,
        ])}
      />
    </section>
  );
}
