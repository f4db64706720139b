/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { Page } from "../parts/page.tsx";
import { type Html, linkTo, type View } from "../view.ts";
import { EventTable } from "./event-table.tsx";

const shownEvents = 60;

/** The live tail of the log: the last events, and each further one as it comes. */
export async function eventsPage(view: View): Promise<Html> {
  const { events, upTo } = await view.engine.inspector.latest(shownEvents);
  return (
    <Page view={view} title="Events" place="events" live={`tail=${upTo}`}>
      <div class="bar end">
        <h1>Events as they come</h1>
        <span class="bar">
          <button type="button" id="pause" aria-pressed="false" hidden>
            Pause
          </button>
          <a class="button" href={linkTo(view, "events")}>
            Load anew
          </a>
        </span>
      </div>
      <section class="panel">
        <EventTable view={view} events={[...events].reverse()} />
      </section>
    </Page>
  );
}
