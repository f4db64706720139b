import type { Context } from "hono";
import * as v from "valibot";
import { type ErrorCode, isRecord, type Json, MyelinError } from "../../../src/runtime/mod.ts";
import type { HttpSettings } from "../http-options.ts";
import { parseJson } from "../parse-json.ts";
import { readBody } from "../read-body.ts";
import { requireJson } from "../require-json.ts";
import { storableText } from "../storable-text.ts";

export interface WantedBody<Schema> {
  readonly settings: HttpSettings;
  readonly schema: Schema;
  /** What a right body looks like, for whoever sent a wrong one. */
  readonly send: string;
}

/** The body of one operation. */
export interface AdminBody<Output> {
  readonly schema: v.GenericSchema<unknown, Output>;
  readonly send: string;
}

/**
 * The body of an operation; none at all is an empty object.
 *
 * @throws MyelinError `invalid_command` with its issues and a right body; `malformed_json`, `unsupported_media_type`, `payload_too_large`
 */
export async function adminBody<Schema extends v.GenericSchema>(
  context: Context,
  { settings, schema, send }: WantedBody<Schema>,
): Promise<v.InferOutput<Schema>> {
  const bytes = await readBody(context, settings.maxBodyBytes);
  if (bytes.byteLength > 0) requireJson(context.req.header("content-type"));
  const body = bytes.byteLength === 0 ? {} : parseJson(bytes, settings.maxDepth);
  // To valibot a list is an object, too.
  const parsed = v.safeParse(v.pipe(v.custom(isRecord, "it is no object"), schema), body);
  if (parsed.success) return parsed.output;
  const issues = parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? "", message: issue.message }));
  const told = issues.map(({ path, message }) => (path === "" ? message : `"${path}": ${message}`)).join("; ");
  throw new MyelinError("invalid_command", `Cannot read the body: ${told}; send ${send}`, { details: { issues } });
}

/**
 * A body of any JSON; undefined where there is none.
 *
 * @throws MyelinError `malformed_json`, `unsupported_media_type`, `payload_too_large`
 */
export async function optionalJson(context: Context, settings: HttpSettings): Promise<Json | undefined> {
  const bytes = await readBody(context, settings.maxBodyBytes);
  if (bytes.byteLength === 0) return undefined;
  requireJson(context.req.header("content-type"));
  return parseJson(bytes, settings.maxDepth);
}

type UnknownName = "unknown_processor" | "unknown_sequence" | "unknown_workflow" | "unknown_instance";

/** A name out of the path; what no store can keep is nobody's name. */
export function knownName(name: string, code: Extract<ErrorCode, UnknownName>): string {
  if (storableText(name)) return name;
  throw new MyelinError(code, "Cannot look it up: no store can keep such a name; mend it");
}
