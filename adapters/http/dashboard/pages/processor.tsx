/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import type { ProcessorOverview, SegmentStatus } from "../../../../src/runtime/mod.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Badge } from "../parts/badge.tsx";
import { Chart } from "../parts/chart.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Page } from "../parts/page.tsx";
import { countText, numberText, secondsText } from "../parts/texts.ts";
import { type Html, linkTo, type View } from "../view.ts";
import { wordsOf } from "./processor-words.ts";

/** One processor: its segments, and what can be done with it. */
export async function processorPage(view: View, { req }: Context): Promise<Html> {
  const one = await view.engine.processors.status(req.query("name") ?? "");
  const { samples } = view.engine.inspector.activity();
  const first = samples[0];
  const from =
    first === undefined ? "first figures after 5 s" : `${secondsText((view.now - first.at.getTime()) / 1000)} ago`;
  return (
    <Page view={view} title={one.name} place="processors">
      <h1>
        {one.name} <span class="muted">{one.kind}</span> {wordsOf(one).map((word) => [<Badge word={word} />, " "])}
      </h1>
      <Facts view={view} one={one} />
      <Buttons view={view} one={one} />
      <section class="panel">
        <h2>Events behind</h2>
        <Chart
          label={`Events behind of ${one.name}`}
          series={[{ label: "events behind", values: samples.map(({ lag }) => lag[one.name] ?? 0) }]}
          textOf={numberText}
          from={from}
        />
      </section>
      <section class="panel">
        <h2>{countText(one.segments.length, "segment")}</h2>
        <Segments view={view} one={one} />
      </section>
    </Page>
  );
}

interface OneProps {
  readonly view: View;
  readonly one: ProcessorOverview;
}

function Facts({ view, one }: OneProps): Html {
  const { replayingUntil, rebuild, letters, parkedSequences, name } = one;
  return (
    <>
      {parkedSequences === 0 ? null : (
        <p class="note">
          {countText(parkedSequences, "sequence")} parked with {countText(letters, "letter")}:{" "}
          <a href={linkTo(view, "dead-letters", { processor: name })}>look at them</a>
        </p>
      )}
      {replayingUntil === null ? null : <p class="note warn">It replays until position {replayingUntil}.</p>}
      {rebuild === null ? null : (
        <p class={rebuild.state === "refused" ? "note" : "note warn"}>
          A new version is being built: {numberText(rebuild.lagEvents)} events behind, position {rebuild.position},
          since {secondsText(rebuild.ageSeconds)}.
          {rebuild.why === null ? "" : ` It does not take the old one's place: ${rebuild.why}.`}
          {rebuild.lastError === null ? "" : ` Last error: ${rebuild.lastError}`}
        </p>
      )}
    </>
  );
}

function Buttons({ view, one }: OneProps): Html {
  const { name, paused, rebuild, kind } = one;
  const fields = { name };
  if (kind === "undeclared")
    return (
      <div class="bar">
        <ConfirmLink view={view} act="processor.forget" name={name} label="Forget…" />
      </div>
    );
  return (
    <section class="bar" aria-label="Operations">
      {paused ? (
        <ActForm view={view} act="processor.resume" fields={fields} label="Resume" tone="main" />
      ) : (
        <ActForm view={view} act="processor.pause" fields={fields} label="Pause" />
      )}
      <ActForm view={view} act="processor.split" fields={fields} label="Split the largest" />
      <ActForm view={view} act="processor.merge" fields={fields} label="Merge the smallest" />
      <ConfirmLink view={view} act="processor.release" name={name} label="Release all…" />
      <ActForm view={view} act="processor.align" fields={fields} label="Align" />
      {kind !== "projection" ? null : rebuild === null ? (
        <ConfirmLink view={view} act="processor.rebuild" name={name} label="Rebuild…" />
      ) : (
        <ConfirmLink view={view} act="processor.cancel-rebuild" name={name} label="Give up the rebuild…" />
      )}
      <ConfirmLink view={view} act="processor.reset" name={name} label="Reset…" />
    </section>
  );
}

interface ConfirmLinkProps {
  readonly view: View;
  readonly act: string;
  readonly name: string;
  readonly label: string;
}

function ConfirmLink({ view, act, name, label }: ConfirmLinkProps): Html {
  return (
    <a class="button danger" href={linkTo(view, "confirm", { act, name })}>
      {label}
    </a>
  );
}

function Segments({ view, one }: OneProps): Html {
  return (
    <DataTable
      label="Segments"
      empty="It has no segments yet: it never ran on this database."
      columns={[
        "Segment",
        "State",
        "Owner",
        { label: "Position", kind: "number" },
        { label: "Events behind", kind: "number" },
        { label: "Time behind", kind: "number" },
        { label: "", kind: "actions" },
      ]}
      rows={one.segments.map((segment) => [
        <span class="nowrap">
          {segment.id} <span class="muted">of mask {segment.mask}</span>
        </span>,
        <State segment={segment} />,
        <span class="mono">{segment.owner ?? "nobody"}</span>,
        <span class="mono">{segment.position}</span>,
        numberText(segment.lagEvents),
        secondsText(segment.lagSeconds),
        <SegmentButtons view={view} name={one.name} segment={segment} />,
      ])}
    />
  );
}

function State({ segment }: { readonly segment: SegmentStatus }): Html {
  if (segment.lastError === null) return <Badge word={segment.state} />;
  return (
    <span>
      <Badge word={segment.state} /> {segment.lastError}
    </span>
  );
}

function SegmentButtons({
  view,
  name,
  segment: { id, mask },
}: {
  readonly view: View;
  readonly name: string;
  readonly segment: SegmentStatus;
}): Html {
  const fields = { name, segment: id };
  return (
    <span>
      <ActForm view={view} act="processor.split" fields={fields} label="Split" about={`Split segment ${id}`} />
      {mask === 0 ? null : (
        <ActForm view={view} act="processor.merge" fields={fields} label="Merge" about={`Merge segment ${id}`} />
      )}
      <ActForm view={view} act="processor.release" fields={fields} label="Release" about={`Release segment ${id}`} />
    </span>
  );
}
