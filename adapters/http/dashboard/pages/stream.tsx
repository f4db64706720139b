/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { isAfter, MyelinError, parsePosition, type StreamMoment, type StreamRef } from "../../../../src/runtime/mod.ts";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { ValueBlock } from "../parts/value-block.tsx";
import { type Html, linkTo, type View } from "../view.ts";
import { StreamForm } from "./streams.tsx";

/** Events that are listed at once. */
const pageSize = 60;
/** Events that are looked through for a position. */
const mostSearched = 10_000;

interface Shown {
  readonly view: View;
  readonly type: string;
  readonly id: string;
  /** Of one page. */
  readonly moments: readonly StreamMoment[];
  /** The one that is looked at. */
  readonly at: StreamMoment;
  /** The one before it, for what has changed. */
  readonly before: unknown;
  readonly more: boolean;
}

/** Time travel: what one aggregate was after each of its events. */
export async function streamPage(view: View, { req }: Context): Promise<Html> {
  const stream = { type: req.query("type") ?? "", id: req.query("id") ?? "" };
  const wanted = await versionOf(view, { req, stream });
  const shown =
    (await viewAt(view, { stream, wanted })) ?? (await viewAt(view, { stream, wanted: await lastOf(view, stream) }));
  if (shown !== undefined) return shown;
  throw new MyelinError(
    "unknown_stream",
    `Cannot show stream "${stream.type}/${stream.id}": it has no events; check its type and id`,
  );
}

interface Wanted {
  readonly stream: StreamRef;
  readonly wanted: number;
}

/** Undefined beyond the stream's end. */
async function viewAt(view: View, { stream, wanted }: Wanted): Promise<Html | undefined> {
  const first = wanted - 1 - ((wanted - 1) % pageSize);
  // One before the page for what has changed, one behind it to know whether there are more.
  const found = await view.engine.inspector.moments({ stream, after: Math.max(0, first - 1), limit: pageSize + 2 });
  const moments = found.filter(({ event }) => event.version > first && event.version <= first + pageSize);
  const at = moments.find(({ event }) => event.version === wanted) ?? moments.at(-1);
  if (at === undefined) return undefined;
  const before = found.find(({ event }) => event.version === at.event.version - 1);
  const initial = at.event.version === 1 ? view.engine.tables.aggregates[stream.type]?.initial() : undefined;
  const more = found.some(({ event }) => event.version > first + pageSize);
  return <StreamView view={view} {...stream} moments={moments} at={at} before={before?.state ?? initial} more={more} />;
}

interface Asked {
  readonly req: Context["req"];
  readonly stream: StreamRef;
}

/** The version that the address names, or that of the event at the position that it names; else the last one that is found. */
async function versionOf({ engine }: View, { req, stream }: Asked): Promise<number> {
  const wanted = Number(req.query("at"));
  if (Number.isSafeInteger(wanted) && wanted > 0) return wanted;
  const position = parsePosition(req.query("position") ?? "");
  if (position === undefined) return lastOf({ engine }, stream);
  const events = await engine.readStream(stream, { after: 0, limit: mostSearched });
  return events.findLast((event) => !isAfter(event.position, position))?.version ?? 1;
}

/** The last version, of those that are looked through. */
async function lastOf({ engine }: Pick<View, "engine">, stream: StreamRef): Promise<number> {
  return (await engine.readStream(stream, { after: 0, limit: mostSearched })).at(-1)?.version ?? 1;
}

function StreamView(shown: Shown): Html {
  const { view, type, id, at } = shown;
  return (
    <Page view={view} title={`${type}/${id}`} place="streams">
      <h1>
        <span class="mono">{id}</span> <span class="muted">{type}</span>
      </h1>
      <div class="halves">
        <MomentList {...shown} />
        <div class="first">
          <StateAt {...shown} />
          <EventDetails moment={at} />
        </div>
      </div>
      <section class="panel">
        <h2>Another stream</h2>
        <StreamForm view={view} type={type} id={id} />
      </section>
    </Page>
  );
}

function MomentList({ view, type, id, moments, at, more }: Shown): Html {
  const [first, last] = [moments[0]?.event.version ?? 1, moments.at(-1)?.event.version ?? 1];
  const link = (version: number): string => linkTo(view, "stream", { type, id, at: version });
  return (
    <section class="panel">
      <h2>Events</h2>
      {first <= 1 ? null : <a href={link(first - 1)}>Earlier events</a>}
      <ol class="moments">
        {moments.map(({ event }) => (
          <li>
            <a href={link(event.version)} aria-current={event.version === at.event.version ? "true" : undefined}>
              <span class="muted">v{event.version}</span>
              <span>{ownName(event.type, type)}</span>
              <Moment date={event.recordedAt} />
            </a>
          </li>
        ))}
      </ol>
      {more ? <a href={link(last + 1)}>Later events</a> : null}
    </section>
  );
}

function ownName(eventType: string, aggregate: string): string {
  return eventType.startsWith(`${aggregate}.`) ? eventType.slice(aggregate.length + 1) : eventType;
}

function StateAt({ view, type, id, moments, at, before, more }: Shown): Html {
  const { version } = at.event;
  const isLast = !more && version === moments.at(-1)?.event.version;
  return (
    <section class="panel">
      <div class="bar end">
        <h2>State after version {version}</h2>
        <section class="bar" aria-label="Time travel">
          {version <= 1 ? null : (
            <a class="button" rel="prev" href={linkTo(view, "stream", { type, id, at: version - 1 })}>
              ← v{version - 1}
            </a>
          )}
          {isLast ? null : (
            <a class="button" rel="next" href={linkTo(view, "stream", { type, id, at: version + 1 })}>
              v{version + 1} →
            </a>
          )}
        </section>
      </div>
      {at.failure !== undefined ? (
        <p class="note">{at.failure}</p>
      ) : at.state === undefined && view.engine.tables.aggregates[type] === undefined ? (
        <p class="muted">This application declares no aggregate "{type}", so nobody can say what its state was.</p>
      ) : (
        <ValueBlock value={at.state} before={before} />
      )}
      <p class="muted">Lines that this event changed are marked.</p>
    </section>
  );
}

function EventDetails({ moment: { event, today } }: { readonly moment: StreamMoment }): Html {
  const ids = [
    ["Position", event.position],
    ["Event id", event.id],
    ["Command id", event.commandId],
    ["Correlation", event.correlationId],
    ["Cause", event.causationId ?? "–"],
    ["Schema version", String(event.schemaVersion)],
  ] as const;
  return (
    <section class="panel">
      <h2>{event.type}</h2>
      <ValueBlock value={event.data} />
      {today === undefined ? null : (
        <>
          <h3>{today.length === 0 ? "An upcaster drops it" : "As the code of today sees it"}</h3>
          {today.map(({ type, data }) => (
            <ValueBlock value={{ type, data }} />
          ))}
        </>
      )}
      <h3>Metadata</h3>
      <ValueBlock value={event.metadata} />
      <h3>Where it comes from</h3>
      <dl>
        <dt>Recorded (UTC)</dt>
        <dd>
          <Moment date={event.recordedAt} />
        </dd>
        {ids.map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd class="mono">{value}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}
