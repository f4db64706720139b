/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { MyelinError } from "../../../../src/runtime/mod.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Page, type PageProps } from "../parts/page.tsx";
import { type Content, type Html, linkTo, type View } from "../view.ts";

/** Something that cannot be taken back, and what whoever does it has to know. */
interface Danger {
  readonly title: (field: Field) => string;
  readonly says: string;
  readonly label: string;
  /** The fields that say what it is done to; optional ones end in "?". */
  readonly fields: readonly string[];
  readonly place: PageProps["place"];
  /** Where it is given up. */
  readonly back: string;
  /** Further fields. */
  readonly asks?: () => Content;
}

type Field = (name: string) => string;

const dangers: Readonly<Record<string, Danger>> = {
  "processor.reset": {
    title: (field) => `Reset "${field("name")}"`,
    says: "Its rows are made anew from the place you choose; until it has caught up, queries answer what it has so far. Effects of a reactor, a relay or a workflow happen again.",
    label: "Reset it",
    fields: ["name"],
    place: "processors",
    back: "processor",
    asks: ResetFields,
  },
  "processor.rebuild": {
    title: (field) => `Rebuild "${field("name")}"`,
    says: "A new version is built beside the old one in tables of its own, and takes its place once it has caught up. The old rows serve meanwhile. Begin when every node runs the new code.",
    label: "Build it anew",
    fields: ["name"],
    place: "processors",
    back: "processor",
    asks: () => <Box name="acceptParked" label="Parked sequences in the new version do not hold it back" />,
  },
  "processor.cancel-rebuild": {
    title: (field) => `Give up the rebuild of "${field("name")}"`,
    says: "What was built so far is dropped. The old rows stay.",
    label: "Give it up",
    fields: ["name"],
    place: "processors",
    back: "processor",
  },
  "processor.release": {
    title: (field) => `Release all segments of "${field("name")}"`,
    says: "Their owners lose them and do not get them back for a while. Where no other node runs, nothing is handled until then.",
    label: "Release them",
    fields: ["name"],
    place: "processors",
    back: "processor",
  },
  "processor.forget": {
    title: (field) => `Forget "${field("name")}"`,
    says: "No application here declares it. Where it stands and its letters are dropped; its tables stay.",
    label: "Forget it",
    fields: ["name"],
    place: "processors",
    back: "processor",
  },
  "letter.evict": {
    title: (field) =>
      field("index") === ""
        ? `Give up sequence "${field("sequence")}" of "${field("processor")}"`
        : `Give up letter ${field("index")} of sequence "${field("sequence")}" of "${field("processor")}"`,
    says: "The events stay in the log, and this processor never handles them: its rows will lack what they say, unless it is reset or rebuilt.",
    label: "Give up",
    fields: ["processor", "sequence", "index?"],
    place: "dead-letters",
    back: "sequence",
  },
  "workflow.cancel": {
    title: (field) => `Cancel instance "${field("id")}" of "${field("workflow")}"`,
    says: "It stops, what it did is undone step by step, the last first, and then it has ended. An instance that is stuck while it is undone gives up the rest.",
    label: "Cancel the instance",
    fields: ["workflow", "id"],
    place: "workflows",
    back: "instance",
    asks: () => (
      <label class="field">
        Why (kept in its history)
        <input name="why" maxlength={1000} size={40} />
      </label>
    ),
  },
};

/** Asks before something is done that cannot be taken back. */
export function confirmPage(view: View, { req }: Context): Html {
  const act = req.query("act") ?? "";
  const danger = Object.hasOwn(dangers, act) ? dangers[act] : undefined;
  if (danger === undefined)
    throw new MyelinError("not_found", "Cannot ask for this: there is no such operation; go back and try again");
  const field: Field = (name) => req.query(name) ?? "";
  const names = danger.fields.map((name) => name.replace("?", ""));
  const fields = Object.fromEntries(names.filter((name) => field(name) !== "").map((name) => [name, field(name)]));
  const title = danger.title(field);
  return (
    <Page view={view} title={title} place={danger.place} live={false}>
      <h1>{title}</h1>
      <section class="panel">
        <p>{danger.says}</p>
        <ActForm view={view} act={act} fields={fields} label={danger.label} tone="danger">
          {danger.asks?.() ?? <span />}
        </ActForm>
        <p class="back">
          <a href={linkTo(view, danger.back, fields)}>Leave it as it is</a>
        </p>
      </section>
    </Page>
  );
}

function Box({ name, label }: { readonly name: string; readonly label: string }): Html {
  return (
    <label>
      <input type="checkbox" name={name} />
      {label}
    </label>
  );
}

function ResetFields(): Html {
  const places = [
    ["first", "The first event"],
    ["latest", "The end of the log"],
    ["position", "A position"],
    ["time", "A time, such as 2026-01-31T12:00:00Z"],
  ] as const;
  return (
    <>
      <fieldset>
        <legend>Where it goes on from</legend>
        {places.map(([value, label]) => (
          <label>
            <input type="radio" name="to" value={value} checked={value === "first"} />
            {label}
          </label>
        ))}
        <label class="field">
          The position or the time
          <input name="place" />
        </label>
      </fieldset>
      <fieldset>
        <legend>What it overrules</legend>
        <Box name="force" label="Pause it first where it runs, and let it go on afterwards" />
        <Box name="allowReset" label="Remove its dead letters" />
        <Box name="resend" label="Let effects happen again (reactors, relays, workflows)" />
      </fieldset>
    </>
  );
}
