/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context, Handler } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { type Engine, type Position, parsePosition } from "../../../../src/runtime/mod.ts";
import { problemResponse } from "../../problem.ts";
import type { PageTools } from "../page-route.tsx";
import { EventRows } from "../pages/event-table.tsx";
import { fingerprints } from "./fingerprint.ts";

/** Listeners of one node, at most: a dashboard is for a few people. */
const most = 100;
/** Milliseconds between two looks for changes, and for events. */
const lookMs = 1_000;
const tailMs = 400;
/** Milliseconds after which a listener has to come back, and its session is looked at again. */
const longestMs = 15 * 60_000;
/** Milliseconds without a word, at most, so that nothing between takes the connection for dead. */
const quietMs = 15_000;
/** From the page that shows the rows, which is not where the stream stands. */
const pageRoot = "../";
/** Events in one message, at most. */
const mostRows = 100;

/** `GET /admin/live`: server-sent events for the pages: `changed`, and on the tail `rows`. */
export function liveRoute({ engine, entrance, root }: PageTools): Handler {
  const look = fingerprints(engine);
  let listeners = 0;
  return async (context) => {
    const session = await entrance.enter(context, root);
    if (session instanceof Response) return session;
    if (listeners >= most) {
      const detail = `Cannot listen: ${most} dashboards are open on this node; close one, or try again later`;
      return problemResponse(context, { code: "overloaded", detail, headers: { "retry-after": "5" } });
    }
    const tail = tailOf(context);
    context.header("x-accel-buffering", "no");
    const stopping = stoppingOf(context, engine);
    return streamSSE(context, async (stream) => {
      listeners++;
      try {
        await (tail === undefined
          ? tellChanges(stream, { look, stopping })
          : tellEvents(stream, { engine, after: tail, stopping }));
      } catch {
        // The database is away or the engine stops: the listener comes back by itself.
      } finally {
        listeners--;
      }
    });
  };
}

/** Where the tail goes on: what the listener saw last, else what its page showed. */
function tailOf({ req }: Context): Position | undefined {
  if (req.query("tail") === undefined) return undefined;
  return parsePosition(req.header("last-event-id") ?? "") ?? parsePosition(req.query("tail") ?? "");
}

/** Whether the server or the engine has begun to stop: a stream would hold that up. */
function stoppingOf({ env }: Context, { feed }: Engine): () => boolean {
  const { stopping: host }: { readonly stopping?: unknown } = env ?? {};
  return () => feed.stopping.aborted || (host instanceof AbortSignal && host.aborted);
}

interface Telling {
  readonly stopping: () => boolean;
}

interface Changes extends Telling {
  readonly look: () => Promise<string>;
}

async function tellChanges(stream: SSEStreamingApi, { look, stopping }: Changes): Promise<void> {
  const pace = paceOf(stream, stopping);
  let known = await look();
  await stream.writeSSE({ event: "hello", data: "", retry: 1000 });
  while (await pace.next(lookMs)) {
    const seen = await look();
    if (seen === known) continue;
    known = seen;
    await pace.say({ event: "changed", data: "" });
  }
}

interface Tail extends Telling {
  readonly engine: Engine;
  readonly after: Position;
}

async function tellEvents(stream: SSEStreamingApi, { engine, after, stopping }: Tail): Promise<void> {
  const pace = paceOf(stream, stopping);
  let place = after;
  await stream.writeSSE({ event: "hello", data: "", retry: 1000 });
  while (await pace.next(tailMs)) {
    const found = await engine.inspector.after({ after: place, limit: mostRows });
    // Nobody reads as fast as events may come: who falls behind sees the latest.
    const { events, upTo } = found.events.length < mostRows ? found : await engine.inspector.latest(mostRows);
    place = upTo;
    if (events.length === 0) continue;
    const rows = await (<EventRows view={{ root: pageRoot }} events={[...events].reverse()} />).toString();
    await pace.say({ event: "rows", data: JSON.stringify(rows), id: upTo });
  }
}

interface Pace {
  /** False once the listener has gone, or has been there for long enough. */
  next(ms: number): Promise<boolean>;
  say(message: { readonly event: string; readonly data: string; readonly id?: string }): Promise<void>;
}

function paceOf(stream: SSEStreamingApi, stopping: () => boolean): Pace {
  const until = Date.now() + longestMs;
  let spoke = Date.now();
  return {
    next: async (ms) => {
      await stream.sleep(stopping() ? 0 : ms);
      if (Date.now() - spoke > quietMs) {
        spoke = Date.now();
        await stream.write(": still here\n\n");
      }
      return !stream.aborted && !stream.closed && !stopping() && Date.now() < until;
    },
    say: async (message) => {
      spoke = Date.now();
      await stream.writeSSE(message);
    },
  };
}
