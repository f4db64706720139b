/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { type InstanceHead, type InstanceStatus, MyelinError } from "../../../../src/runtime/mod.ts";
import { Badge } from "../parts/badge.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Ago } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { WorkflowPicture } from "../picture/workflow-picture.tsx";
import { type Html, linkTo, type View } from "../view.ts";
import { Counts } from "./workflows.tsx";

const pageSize = 40;
const statuses: readonly InstanceStatus[] = ["running", "undoing", "stuck", "completed", "failed", "cancelled"];

/** One workflow: its picture, and its instances. */
export async function workflowPage(view: View, { req }: Context): Promise<Html> {
  const name = req.query("name") ?? "";
  const status = statuses.find((one) => one === req.query("status"));
  const [behind, time] = [req.query("behind"), new Date(req.query("time") ?? "")];
  const place = behind === undefined || Number.isNaN(time.getTime()) ? {} : { after: { updatedAt: time, id: behind } };
  const { workflows, tables } = view.engine;
  const instances = await workflows.list({
    workflow: name,
    limit: pageSize + 1,
    ...(status === undefined ? {} : { status }),
    ...place,
  });
  const one = (await workflows.overview()).find((known) => known.name === name);
  if (one === undefined)
    throw new MyelinError(
      "unknown_workflow",
      `Cannot show workflow "${name}": there is none of this name; go back to the list`,
    );
  return (
    <Page view={view} title={name} place="workflows">
      <h1>{name}</h1>
      <section class="panel">
        <h2>States, version {one.latest}</h2>
        <WorkflowPicture tables={tables} workflow={name} version={one.latest} />
      </section>
      <section class="panel">
        <h2>Instances {status === undefined ? null : <Badge word={status} />}</h2>
        <p>
          <Counts view={view} one={one} />{" "}
          {status === undefined ? null : <a href={linkTo(view, "workflow", { name })}>Show all</a>}
        </p>
        <form method="get" action={linkTo(view, "instance")} class="bar">
          <input type="hidden" name="workflow" value={name} />
          <input name="id" aria-label="Id of an instance" placeholder="Id" required />
          <button type="submit">Open</button>
        </form>
        <Instances view={view} name={name} status={status} instances={instances} />
      </section>
    </Page>
  );
}

interface InstancesProps {
  readonly view: View;
  readonly name: string;
  readonly status: InstanceStatus | undefined;
  /** One more than is shown where another page follows. */
  readonly instances: readonly InstanceHead[];
}

function Instances({ view, name, status, instances }: InstancesProps): Html {
  const shown = instances.slice(0, pageSize);
  const last = instances.length > pageSize ? shown.at(-1) : undefined;
  return (
    <>
      <DataTable
        label="Instances"
        empty="There are none."
        columns={["Instance", "Status", "State", "Changed", "Began", { label: "Steps", kind: "number" }, "Why"]}
        rows={shown.map(({ id, status: stands, state, updatedAt, startedAt, steps, reason, trouble }) => [
          <a class="mono" href={linkTo(view, "instance", { workflow: name, id })}>
            {id}
          </a>,
          <Badge word={stands} />,
          state ?? "–",
          <Ago date={updatedAt} now={view.now} />,
          <Ago date={startedAt} now={view.now} />,
          steps,
          trouble ?? reason ?? "–",
        ])}
      />
      {last === undefined ? null : (
        <a
          rel="next"
          href={linkTo(view, "workflow", { name, status, behind: last.id, time: last.updatedAt.toISOString() })}
        >
          Further instances
        </a>
      )}
    </>
  );
}
