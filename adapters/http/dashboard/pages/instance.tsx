/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import type { InstanceHead, InstanceView, Tables } from "../../../../src/runtime/mod.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Badge } from "../parts/badge.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Ago, Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { countText } from "../parts/texts.ts";
import { ValueBlock } from "../parts/value-block.tsx";
import { WorkflowPicture } from "../picture/workflow-picture.tsx";
import { type Html, linkTo, type View } from "../view.ts";
import { History } from "./history.tsx";

const shownSteps = 200;

/** One instance of a workflow: where it is, how it came there, what it sent and waits for, and how it is steered. */
export async function instancePage(view: View, { req }: Context): Promise<Html> {
  const instance = { workflow: req.query("workflow") ?? "", id: req.query("id") ?? "" };
  const seen = await view.engine.workflows.show(instance, { limit: shownSteps });
  const { head, history, letters } = seen;
  const { workflow, id } = head;
  return (
    <Page view={view} title={`${workflow} ${id}`} place="workflows">
      <h1>
        <span class="mono">{id}</span> <span class="muted">of</span>{" "}
        <a href={linkTo(view, "workflow", { name: workflow })}>{workflow}</a> <Badge word={head.status} />
      </h1>
      {head.trouble === null ? null : <p class="note">Stuck: {head.trouble}</p>}
      {letters === 0 ? null : (
        <p class="note">
          It waits behind {countText(letters, "dead letter")}:{" "}
          <a href={linkTo(view, "sequence", { processor: workflow, sequence: id })}>look at them</a>
        </p>
      )}
      <Steering view={view} head={head} />
      <section class="panel">
        <h2>Where it is</h2>
        <WorkflowPicture
          tables={view.engine.tables}
          workflow={workflow}
          version={head.version}
          instance={{ head, history }}
        />
      </section>
      <div class="halves">
        <Facts view={view} head={head} />
        <Waiting view={view} seen={seen} />
      </div>
      <section class="panel">
        <h2>Commands it sent</h2>
        <Sent seen={seen} />
      </section>
      <section class="panel">
        <h2>Step by step</h2>
        <History view={view} history={history} />
        {head.steps > history.length ? (
          <p class="muted">
            The first {history.length} of {head.steps} steps.
          </p>
        ) : null}
      </section>
    </Page>
  );
}

interface HeadProps {
  readonly view: View;
  readonly head: InstanceHead;
}

function hasEnded({ status }: InstanceHead): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

function Steering({ view, head }: HeadProps): Html | null {
  if (hasEnded(head)) return null;
  const fields = { workflow: head.workflow, id: head.id };
  const signals = signalsOf(view.engine.tables, head);
  const latest = view.engine.tables.workflows[head.workflow]?.latest ?? head.version;
  return (
    <>
      <section class="bar" aria-label="Operations">
        {head.status === "stuck" ? (
          <ActForm view={view} act="workflow.resume" fields={fields} label="Try again" tone="main" />
        ) : null}
        {latest > head.version ? (
          <ActForm view={view} act="workflow.migrate" fields={fields} label={`Take to version ${latest}`} />
        ) : null}
        <a class="button danger" href={linkTo(view, "confirm", { act: "workflow.cancel", ...fields })}>
          Cancel…
        </a>
      </section>
      {signals.length === 0 ? null : (
        <section class="panel">
          <details data-key="signal">
            <summary>Send a signal</summary>
            <ActForm view={view} act="workflow.signal" fields={fields} label="Send">
              <label class="field">
                Signal
                <select name="signal">
                  {signals.map((name) => (
                    <option value={name}>{name}</option>
                  ))}
                </select>
              </label>
              <label class="field">
                Its data, as JSON
                <textarea name="data" placeholder="{}" />
              </label>
            </ActForm>
          </details>
        </section>
      )}
    </>
  );
}

function signalsOf({ workflows }: Tables, { workflow, version }: InstanceHead): readonly string[] {
  return Object.keys(workflows[workflow]?.versions[String(version)]?.signals ?? {});
}

function Facts({ view, head }: HeadProps): Html {
  const { state, data, version, startedAt, updatedAt, endedAt, correlationId, parent, reason, result } = head;
  return (
    <section class="panel">
      <h2>State: {state ?? "none yet"}</h2>
      <ValueBlock value={data} />
      <dl class="after">
        <dt>Version</dt>
        <dd>{version}</dd>
        <dt>Began (UTC)</dt>
        <dd>
          <Moment date={startedAt} />
        </dd>
        <dt>Changed (UTC)</dt>
        <dd>
          <Moment date={updatedAt} />
        </dd>
        {endedAt === null
          ? null
          : [
              <dt>Ended (UTC)</dt>,
              <dd>
                <Moment date={endedAt} />
              </dd>,
            ]}
        {reason === null ? null : [<dt>Why</dt>, <dd>{reason}</dd>]}
        {result === null ? null : [<dt>Result</dt>, <dd class="mono">{JSON.stringify(result)}</dd>]}
        <dt>Correlation</dt>
        <dd class="mono">{correlationId}</dd>
        {parent === null
          ? null
          : [
              <dt>Child of</dt>,
              <dd>
                <a href={linkTo(view, "instance", { workflow: parent.workflow, id: parent.id })}>
                  {parent.workflow} {parent.id}
                </a>
              </dd>,
            ]}
      </dl>
    </section>
  );
}

function Waiting({ view, seen: { head, timers } }: { readonly view: View; readonly seen: InstanceView }): Html {
  const waits = head.waits.map(({ signal, until }) => [
    `signal ${signal}`,
    "",
    until === null ? "for ever" : <Ago date={new Date(until)} now={view.now} />,
  ]);
  const forks = head.forks.map(({ name, until, branches }) => [
    `${until} of ${name}`,
    countText(branches.length, "branch").replace("branchs", "branches"),
    "–",
  ]);
  const children = head.children
    .filter(({ ended }) => !ended)
    .map(({ workflow, id }) => [
      "child",
      <a href={linkTo(view, "instance", { workflow, id })}>{`${workflow} ${id}`}</a>,
      "–",
    ]);
  const due = timers.map(({ name, key, dueAt }) => [`timer ${name}`, key, <Ago date={dueAt} now={view.now} />]);
  return (
    <section class="panel">
      <h2>What it waits for</h2>
      <DataTable
        label="What it waits for"
        empty="No timer, signal, fork or child is open."
        columns={["What", "Which", "Due"]}
        rows={[...due, ...waits, ...forks, ...children]}
      />
    </section>
  );
}

function Sent({ seen: { commands } }: { readonly seen: InstanceView }): Html {
  return (
    <DataTable
      label="Commands it sent"
      empty="It has sent none."
      columns={[
        { label: "#", kind: "number" },
        "Command",
        "Payload",
        "Outcome",
        { label: "Failed attempts", kind: "number" },
      ]}
      rows={commands.map(({ index, command, payload, status, reason, undoes, undo, attempts }) => [
        index,
        <span>
          {command} {undoes === null ? null : <span class="muted">undoes #{undoes}</span>}
          {undo === null ? null : <span class="muted"> undone by {undo.command}</span>}
        </span>,
        <span class="mono">{JSON.stringify(payload)}</span>,
        <span>
          <Badge word={status} /> {reason}
        </span>,
        attempts,
      ])}
    />
  );
}
