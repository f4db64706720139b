import type { Context, Handler } from "hono";
import { accepts } from "hono/accepts";
import { type Engine, laterOf } from "../../../src/runtime/mod.ts";
import { jsonResponse } from "../answers.ts";
import { logEventJson } from "../event-json.ts";
import type { HttpSettings } from "../http-options.ts";
import { problemResponse } from "../problem.ts";
import { wholeNumber } from "../whole-number.ts";
import { eventHub } from "./event-hub.ts";
import { unseen } from "./shared-pages.ts";
import { type WantedEvents, wantedEvents } from "./wanted-events.ts";

const sse = "text/event-stream";
const json = "application/json";
const pageSize = { name: "limit", from: 1, to: 1000, otherwise: 100 };

/**
 * `GET /events`: the log as server-sent events, from a place on and on; to whoever prefers JSON a page of it. Only what is settled is told, so
 * that nothing ever comes to stand before what was told.
 */
export function eventsRoute(engine: Engine, settings: HttpSettings): Handler {
  const { feed } = engine;
  const { log, events } = settings;
  const hub = eventHub({ feed, log, settings: events });
  return async (context) => {
    const wanted = wantedEvents(context);
    const after = wanted.from?.after;
    await feed.check({ ...wanted.filter, ...(after === undefined ? {} : { after }) });
    const type = accepts(context, { header: "Accept", supports: [sse, json], default: sse });
    if (type === json) return pageResponse(context, { engine, wanted });
    if (feed.stopping.aborted) return away(context, "this node stops");
    if (context.req.method === "HEAD") return context.newResponse(null, { headers });
    const stream = await hub.open(wanted, hostSignal(context));
    if (stream === undefined) return away(context, `${events.maxOpen} streams are open already`);
    return context.newResponse(stream.body, { headers });
  };
}

const headers = {
  "content-type": sse,
  "cache-control": "no-store, no-transform",
  vary: "accept",
  // Proxies that gather answers would keep events to themselves.
  "x-accel-buffering": "no",
};

/** What the hosts of this package hand in beside each request. */
function hostSignal({ env }: Context): AbortSignal | undefined {
  const { stopping }: { readonly stopping?: unknown } = env ?? {};
  return stopping instanceof AbortSignal ? stopping : undefined;
}

interface Page {
  readonly engine: Engine;
  readonly wanted: WantedEvents;
}

/** `position` is the `after` of the next page; with `more` there is one already. */
async function pageResponse(context: Context, { engine: { feed }, wanted }: Page): Promise<Response> {
  const limit = wholeNumber(context, pageSize);
  const head = await feed.head();
  const cursor = wanted.from ?? { after: head, parts: 0 };
  const read = await feed.read({ after: cursor.after, upTo: head, limit, filter: wanted.filter });
  const events = unseen(read.events, cursor).map(({ event }) => logEventJson(event));
  const value = { events, position: laterOf(read.upTo, cursor.after), more: read.upTo !== head };
  return jsonResponse(context, { value, headers: { vary: "accept" } });
}

function away(context: Context, state: string): Response {
  return problemResponse(context, {
    code: "unavailable",
    detail: `Cannot open a stream of events: ${state}; come again later`,
    headers: { "retry-after": "5" },
  });
}
