import type { JsonObject } from "../../../src/runtime/mod.ts";
import { type ProblemCode, problemStatuses } from "../statuses.ts";

/** An operation as this folder writes it down, before it is OpenAPI. */
export interface OperationText {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly parameters?: readonly JsonObject[];
  /** Schema of the body. */
  readonly body?: { readonly schema: JsonObject; readonly required: boolean };
  /** What goes well, by status. */
  readonly answers: Readonly<Record<string, AnswerText>>;
  readonly problems?: readonly ProblemCode[];
  /** In place of the schema that problems of a status have. */
  readonly problemSchemas?: Readonly<Record<string, JsonObject>>;
  /** Wants the admin token. */
  readonly guarded?: boolean;
}

export interface AnswerText {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, JsonObject>>;
  readonly headers?: JsonObject;
}

const always: readonly ProblemCode[] = ["internal", "unavailable", "contention"];
const ofBodies: readonly ProblemCode[] = [
  "malformed_json",
  "payload_too_large",
  "unsupported_media_type",
  "invalid_command",
];
const ofGuards: readonly ProblemCode[] = ["unauthorized", "forbidden"];

/** The operation as OpenAPI 3.1 has it. */
export function operation(text: OperationText): JsonObject {
  const { id, tag, summary, parameters, body, answers, guarded = false } = text;
  const good = Object.entries(answers).map(([status, answer]) => [status, answerJson(answer)]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: body.required, content: { "application/json": { schema: body.schema } } } }),
    responses: { ...Object.fromEntries(good), ...problemResponses(text) },
    security: guarded ? [{ adminToken: [] }] : [],
  };
}

function answerJson({ description, content = {}, headers }: AnswerText): JsonObject {
  const media = Object.entries(content).map(([type, schema]) => [type, { schema }]);
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    ...(media.length === 0 ? {} : { content: Object.fromEntries(media) }),
  };
}

/** One response for each status, whose problem has one of the codes that answer with it. */
function problemResponses({ body, problems = [], guarded = false, problemSchemas = {} }: OperationText): JsonObject {
  const codes = new Set([
    ...always,
    ...(body === undefined ? [] : ofBodies),
    ...(guarded ? ofGuards : []),
    ...problems,
  ]);
  const byStatus = new Map<string, ProblemCode[]>();
  for (const code of codes) {
    const status = String(problemStatuses[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].sort().map(([status, own]) => {
    const schema = problemSchemas[status] ?? problemOf(own);
    return [status, { description: own.join(", "), content: { "application/problem+json": { schema } } }];
  });
  return Object.fromEntries(responses);
}

/** A problem with one of these codes. */
export function problemOf(codes: readonly ProblemCode[]): JsonObject {
  return { allOf: [ref("Problem"), { type: "object", properties: { code: { enum: codes } } }] };
}

/** A schema of the document, by name. */
export function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** A response of JSON. */
export function json(description: string, schema: JsonObject): AnswerText {
  return { description, content: { "application/json": schema } };
}

/** An object whose members are all there. */
export function record(properties: JsonObject): JsonObject {
  return { type: "object", properties, required: Object.keys(properties) };
}

export function list(items: JsonObject): JsonObject {
  return { type: "array", items };
}

/** A part of the path. */
export function inPath(name: string): JsonObject {
  return { name, in: "path", required: true, schema: { type: "string", minLength: 1 } };
}

export function inQuery(name: string, schema: JsonObject): JsonObject {
  return { name, in: "query", required: false, schema };
}

export function inHeader(
  name: string,
  { schema, description }: { readonly schema: JsonObject; readonly description: string },
): JsonObject {
  return { name, in: "header", required: false, description, schema };
}

/** How much of a list is wanted. */
export function limit(): JsonObject {
  return inQuery("limit", { type: "integer", minimum: 1, maximum: 1000, default: 100 });
}
