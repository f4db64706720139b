/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import type { LetterView } from "../../../../src/runtime/mod.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { ValueBlock } from "../parts/value-block.tsx";
import { type Html, linkTo, type View } from "../view.ts";

const pageSize = 20;

/** The letters of one sequence: each event, why it failed, and what can be done. */
export async function sequencePage(view: View, { req }: Context): Promise<Html> {
  const which = { processor: req.query("processor") ?? "", sequence: req.query("sequence") ?? "" };
  const after = Number(req.query("after") ?? "0") || 0;
  const found = await view.engine.letters.letters({ ...which, limit: pageSize + 1, ...(after === 0 ? {} : { after }) });
  const shown = found.slice(0, pageSize);
  const last = found.length > pageSize ? shown.at(-1) : undefined;
  return (
    <Page view={view} title={`Sequence ${which.sequence}`} place="dead-letters">
      <h1>
        Sequence <span class="mono">{which.sequence}</span> <span class="muted">of {which.processor}</span>
      </h1>
      <section class="bar" aria-label="Operations">
        <ActForm view={view} act="letter.retry" fields={which} label="Retry" tone="main" />
        <a class="button danger" href={linkTo(view, "confirm", { act: "letter.evict", ...which })}>
          Give up the sequence…
        </a>
        <a href={linkTo(view, "dead-letters")}>All dead letters</a>
      </section>
      {shown.map((letter, nth) => (
        <Letter view={view} letter={letter} isHead={after === 0 && nth === 0} />
      ))}
      {last === undefined ? null : (
        <p>
          <a rel="next" href={linkTo(view, "sequence", { ...which, after: last.index })}>
            Further letters
          </a>
        </p>
      )}
    </Page>
  );
}

interface LetterProps {
  readonly view: View;
  readonly letter: LetterView;
  /** The one that parks the sequence. */
  readonly isHead: boolean;
}

function Letter({ view, letter, isHead }: LetterProps): Html {
  const { index, eventType, event, stream, attempts, enqueuedAt, touchedAt, diagnostics, processor, sequence } = letter;
  return (
    <section class="panel">
      <div class="bar end">
        <h2>
          {isHead ? "Parked by" : "Waits behind"} letter {index}: {eventType}
        </h2>
        <a
          class="button danger"
          href={linkTo(view, "confirm", { act: "letter.evict", processor, sequence, index })}
          aria-label={`Give up letter ${index}`}
        >
          Give up…
        </a>
      </div>
      <Cause letter={letter} isHead={isHead} />
      <dl>
        <dt>Event</dt>
        <dd>
          position <span class="mono">{event.position}</span>
          {stream === null ? null : (
            <>
              {" in "}
              <a
                class="mono"
                href={linkTo(view, "stream", { type: stream.type, id: stream.id, position: event.position })}
              >
                {stream.type}/{stream.id}
              </a>
            </>
          )}
        </dd>
        <dt>Attempts as a letter</dt>
        <dd>{attempts}</dd>
        <dt>Waits since</dt>
        <dd>
          <Moment date={enqueuedAt} />
        </dd>
        <dt>Last tried</dt>
        <dd>
          <Moment date={touchedAt} />
        </dd>
      </dl>
      <h3>Data</h3>
      <ValueBlock value={letter.data} />
      {diagnostics === null ? null : (
        <>
          <h3>Diagnostics</h3>
          <ValueBlock value={diagnostics} />
        </>
      )}
    </section>
  );
}

function Cause({ letter: { cause, index }, isHead }: Pick<LetterProps, "letter" | "isHead">): Html {
  if (cause === null) return <p class="muted">Not tried yet: it waits for its turn.</p>;
  return (
    <>
      <p class="note">
        {cause.type}: {cause.message}
      </p>
      {cause.stack === null ? null : (
        <details data-key={`stack-${index}`} open={isHead}>
          <summary>Stack</summary>
          <pre>{cause.stack}</pre>
        </details>
      )}
    </>
  );
}
