import type { Context, Handler } from "hono";
import * as v from "valibot";
import type { InstanceQuery, InstanceStatus, WorkflowAdmin } from "../../../src/runtime/mod.ts";
import { jsonResponse } from "../answers.ts";
import { storableText } from "../storable-text.ts";
import { invalidParameter, wholeNumber } from "../whole-number.ts";
import { type InstancePath, instanceOf, type WorkflowPath, workflowOf } from "./instance-address.ts";
import { commandJson, instanceJson, stepJson } from "./instance-json.ts";

const pageSize = { name: "limit", from: 1, to: 1000, otherwise: 100 };
/** Indexes are 32-bit integers in a database. */
const maxIndex = 2_147_483_647;

const statuses: readonly InstanceStatus[] = ["running", "undoing", "stuck", "completed", "failed", "cancelled"];
const Status = v.picklist(statuses);

/** `GET /workflows/{name}`: the latest first; `next` is the `after` of the following page, or null. */
export function listRoute(workflows: WorkflowAdmin): Handler<object, WorkflowPath> {
  return async (context) => {
    const workflow = workflowOf(context);
    const limit = wholeNumber(context, pageSize);
    const found = await workflows.list({
      workflow,
      limit: limit + 1,
      ...statusOf(context),
      ...placeOf(context),
    });
    const instances = found.slice(0, limit);
    const last = found.length > limit ? instances.at(-1) : undefined;
    const next = last === undefined ? null : JSON.stringify([last.updatedAt, last.id]);
    return jsonResponse(context, { value: { instances: instances.map(instanceJson), next } });
  };
}

function statusOf({ req }: Context): Pick<InstanceQuery, "status"> {
  const status = req.query("status");
  if (status === undefined) return {};
  if (v.is(Status, status)) return { status };
  throw invalidParameter("status", `it is none of ${statuses.join(", ")}`);
}

const Cursor = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictTuple([
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.transform((text) => new Date(text)),
    ),
    v.string(),
  ]),
);

function placeOf({ req }: Context): Pick<InstanceQuery, "after"> {
  const text = req.query("after");
  if (text === undefined) return {};
  const parsed = v.safeParse(Cursor, text);
  if (!parsed.success || !storableText(parsed.output[1]) || Number.isNaN(parsed.output[0].getTime()))
    throw invalidParameter("after", "it is not what `next` of the page before said");
  const [updatedAt, id] = parsed.output;
  return { after: { updatedAt, id } };
}

/**
 * `GET /workflows/{name}/{id}`: how it stands, step by step, with its commands and timers. `next` has the `afterStep` and
 * `afterCommand` of the following page of both lists; null where both are at their end.
 */
export function showRoute(workflows: WorkflowAdmin): Handler<object, InstancePath> {
  return async (context) => {
    const [afterStep, afterCommand] = [indexOf(context, "afterStep"), indexOf(context, "afterCommand")];
    const limit = wholeNumber(context, pageSize);
    const page = { afterStep, afterCommand, limit: limit + 1 };
    const { head, history, commands, timers, letters } = await workflows.show(instanceOf(context), page);
    const [steps, sent] = [history.slice(0, limit), commands.slice(0, limit)];
    const lists = { history: steps.map(stepJson), commands: sent.map(commandJson), timers, letters };
    const next = { afterStep: steps.at(-1)?.index ?? afterStep, afterCommand: sent.at(-1)?.index ?? afterCommand };
    const more = history.length > limit || commands.length > limit;
    return jsonResponse(context, { value: { ...instanceJson(head), ...lists, next: more ? next : null } });
  };
}

function indexOf(context: Context, name: string): number {
  return wholeNumber(context, { name, from: 0, to: maxIndex, otherwise: 0 });
}
