/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { Page } from "../parts/page.tsx";
import { type Html, linkTo, type View } from "../view.ts";
import { EventTable } from "./event-table.tsx";

const shownEvents = 40;

/** Finds one stream: by its name, or among those of the last events. */
export async function streamsPage(view: View): Promise<Html> {
  const { events } = await view.engine.inspector.latest(shownEvents);
  return (
    <Page view={view} title="Streams" place="streams">
      <h1>Streams</h1>
      <section class="panel">
        <h2>Open one</h2>
        <StreamForm view={view} type="" id="" />
      </section>
      <section class="panel">
        <h2>Those of the last events</h2>
        <EventTable view={view} events={[...events].reverse()} />
      </section>
    </Page>
  );
}

export interface StreamFormProps {
  readonly view: View;
  readonly type: string;
  readonly id: string;
}

/** The name of a stream: its aggregate and its id. */
export function StreamForm({ view, type, id }: StreamFormProps): Html {
  const names = Object.keys(view.engine.tables.aggregates);
  return (
    <form method="get" action={linkTo(view, "stream")} class="bar low">
      <label class="field">
        Aggregate
        <select name="type">
          {(names.includes(type) || type === "" ? names : [type, ...names]).map((name) => (
            <option value={name} selected={name === type}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        Id
        <input name="id" value={id} required />
      </label>
      <button type="submit" class="main">
        Open
      </button>
    </form>
  );
}
