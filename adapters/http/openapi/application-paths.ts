import { isRecord, type Json, type JsonObject, type Tables } from "../../../src/runtime/mod.ts";
import type { SchemaCollection } from "./application-schemas.ts";
import { inHeader, inPath, inQuery, json, operation, problemOf, ref } from "./operation.ts";

interface Described {
  readonly tables: Tables;
  readonly schemas: SchemaCollection;
}

/** What the application itself declares: commands, queries, and how its workflows are started and told things. */
export function applicationPaths(described: Described): JsonObject {
  return { ...commandPaths(described), ...queryPaths(described), ...workflowPaths(described) };
}

const versionTag = { schema: { type: "string" }, description: "Version of the stream, in quotes" };
const text = { type: "string", minLength: 1, maxLength: 255 };
function commandHeaders(): readonly JsonObject[] {
  return [
    inHeader("Idempotency-Key", {
      schema: text,
      description: "The command id: sent again, it is answered with the first outcome",
    }),
    inHeader("If-Match", {
      schema: { type: "string", pattern: '^"(0|[1-9][0-9]{0,15})"$' },
      description: "The version that the stream must have, in quotes",
    }),
    inHeader("Prefer", {
      schema: { type: "string" },
      description: "respond-async: answered with 202 before it is handled",
    }),
    inHeader("Correlation-Id", { schema: text, description: "Of the conversation" }),
    inHeader("traceparent", { schema: { type: "string" }, description: "W3C Trace Context" }),
  ];
}

function commandPaths({ tables, schemas }: Described): JsonObject {
  const paths = Object.values(tables.commands).map(({ name, aggregate, schema }) => {
    const post = operation({
      id: `command.${name}`,
      tag: aggregate,
      summary: `Command ${name} of aggregate ${aggregate}`,
      parameters: commandHeaders(),
      body: { schema: schemas.add(`command.${name}`, schema), required: true },
      answers: {
        200: {
          ...json("Done", ref("CommandDone")),
          headers: { ETag: versionTag, "Myelin-Position": { schema: ref("Position") } },
        },
        202: {
          ...json("Committed, and handled later", ref("CommandPending")),
          headers: { Location: { schema: { type: "string" } } },
        },
      },
      problems: [
        "refused",
        "version_conflict",
        "in_progress",
        "precondition_failed",
        "rejected",
        "idempotency_mismatch",
        "overloaded",
        "handler_failed",
        "invalid_event",
        "invalid_decision",
        "outcome_unknown",
        "timeout",
      ],
      problemSchemas: { 422: rejections(aggregate, { tables, schemas }) },
    });
    return [`/commands/${encodeURIComponent(name)}`, { post }];
  });
  return Object.fromEntries(paths);
}

/** By name with their data; any that the aggregate declares, since only its decider knows which the command may meet. */
function rejections(aggregate: string, { tables, schemas }: Described): JsonObject {
  const declared = Object.entries(tables.aggregates[aggregate]?.rejections ?? {});
  const own = declared.map(([name, { schema }]) => ({
    allOf: [
      problemOf(["rejected"]),
      {
        type: "object",
        properties: {
          reason: { const: name },
          data: schema === undefined ? { type: "null" } : schemas.add(`rejection.${aggregate}.${name}`, schema),
        },
        required: ["reason", "data"],
      },
    ],
  }));
  return { oneOf: [...own, problemOf(["idempotency_mismatch"])] };
}

function queryPaths({ tables, schemas }: Described): JsonObject {
  const paths = Object.values(tables.projections).flatMap(({ name: projection, queries }) =>
    Object.entries(queries).map(([name, { schema }]) => {
      const get = operation({
        id: `query.${projection}.${name}`,
        tag: projection,
        summary: `Query ${name} of projection ${projection}`,
        parameters: [
          ...queryParameters(`query.${projection}.${name}`, { schema, schemas }),
          inHeader("Myelin-Wait-For", {
            schema: ref("Position"),
            description: "Answer once everything up to there is projected",
          }),
        ],
        answers: { 200: { ...json("The answer", {}), headers: { "Myelin-Position": { schema: ref("Position") } } } },
        problems: ["invalid_query", "cursor_ahead", "sequence_parked", "overloaded", "handler_failed", "timeout"],
      });
      return [`/queries/${encodeURIComponent(projection)}/${encodeURIComponent(name)}`, { get }];
    }),
  );
  return Object.fromEntries(paths);
}

interface Asked {
  readonly schema: Parameters<SchemaCollection["add"]>[1];
  readonly schemas: SchemaCollection;
}

/** One for each member of an object; what is no plain object is told as a whole, spread over the search part. */
function queryParameters(name: string, { schema, schemas }: Asked): readonly JsonObject[] {
  const whole = schemas.add(name, schema);
  const key = typeof whole.$ref === "string" ? whole.$ref.slice(whole.$ref.lastIndexOf("/") + 1) : "";
  const found = schemas.all[key];
  if (!isRecord(found) || found.type !== "object" || !isRecord(found.properties))
    return key === "" ? [] : [{ name: "parameters", in: "query", style: "form", explode: true, schema: whole }];
  const required: readonly Json[] = Array.isArray(found.required) ? found.required : [];
  return Object.entries(found.properties).map(([property, own]) => ({
    ...inQuery(property, own as JsonObject), // a schema of JSON
    required: required.includes(property),
  }));
}

function workflowPaths({ tables, schemas }: Described): JsonObject {
  const paths = Object.values(tables.workflows).flatMap(({ name, versions, latest }) => {
    const table = versions[String(latest)];
    if (table === undefined) return [];
    const root = `/workflows/${encodeURIComponent(name)}`;
    const start = operation({
      id: `workflow.${name}.start`,
      tag: name,
      summary: `Start an instance of workflow ${name}`,
      guarded: true,
      parameters: [inQuery("id", text)],
      ...(table.input === undefined
        ? {}
        : { body: { schema: schemas.add(`workflow.${name}.input`, table.input), required: false } }),
      answers: { 202: json("Asked for", ref("InstanceRef")) },
      problems: ["invalid_query", "invalid_command", "unknown_workflow", "workflow_refused"],
    });
    const signals = Object.entries(table.signals).map(([signal, schema]) => [
      `${root}/{id}/signals/${encodeURIComponent(signal)}`,
      {
        post: operation({
          id: `workflow.${name}.signal.${signal}`,
          tag: name,
          summary: `Signal ${signal} to an instance of workflow ${name}`,
          guarded: true,
          parameters: [inPath("id")],
          body: { schema: schemas.add(`workflow.${name}.signal.${signal}`, schema), required: false },
          answers: { 202: json("Stored", ref("InstanceRef")) },
          problems: ["unknown_workflow", "unknown_instance", "workflow_refused"],
        }),
      },
    ]);
    return [[root, { post: start }], ...signals];
  });
  return Object.fromEntries(paths);
}
