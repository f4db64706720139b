import type { Context } from "hono";
import type { InstanceRef } from "../../../src/runtime/mod.ts";
import { knownName } from "../admin/admin-request.ts";
import { storableText } from "../storable-text.ts";
import { invalidParameter } from "../whole-number.ts";

export type WorkflowPath = "/workflows/:name";
export type InstancePath = "/workflows/:name/:id";

/** The workflow of an address. */
export function workflowOf({ req }: Context<object, WorkflowPath>): string {
  return knownName(req.param("name"), "unknown_workflow");
}

/** The instance of an address. */
export function instanceOf({ req }: Context<object, InstancePath>): InstanceRef {
  const { name, id } = req.param();
  return { workflow: knownName(name, "unknown_workflow"), id: knownName(id, "unknown_instance") };
}

const longestId = 255;

/**
 * What an instance that is started by name shall be called.
 *
 * @throws MyelinError `invalid_query`
 */
export function beginningId({ req }: Context): string | undefined {
  const id = req.query("id");
  if (id === undefined || (id.length > 0 && id.length <= longestId && storableText(id))) return id;
  throw invalidParameter("id", `it has not 1 to ${longestId} characters that every store can keep`);
}
