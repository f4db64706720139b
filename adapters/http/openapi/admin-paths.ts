import { jsonSchemaOf } from "../../../src/mod.ts";
import type { JsonObject } from "../../../src/runtime/mod.ts";
import type { AdminBody } from "../admin/admin-request.ts";
import {
  cancelling,
  moving,
  nothing,
  oneSegment,
  rebuilding,
  releasing,
  resetting,
} from "../admin/operation-bodies.ts";
import { inPath, inQuery, json, limit, list, operation, record, ref } from "./operation.ts";

const text = { type: "string" };

interface Steering {
  readonly id: string;
  readonly summary: string;
  readonly body?: AdminBody<unknown>["schema"];
  readonly answer: JsonObject;
  readonly status?: 200 | 202;
}

function steer(
  tag: "processors" | "letters" | "workflows",
  { id, summary, body = nothing, answer, status = 200, path }: Steering & { readonly path: readonly string[] },
): JsonObject {
  const unknown = {
    processors: "unknown_processor",
    letters: "unknown_sequence",
    workflows: "unknown_instance",
  } as const;
  const refused = tag === "workflows" ? "workflow_refused" : "processor_refused";
  return operation({
    id,
    tag,
    summary,
    guarded: true,
    ...(path.length === 0 ? {} : { parameters: path.map(inPath) }),
    body: { schema: jsonSchemaOf(body) ?? {}, required: false },
    answers: { [status]: json("Done, or asked for", answer) },
    problems: [unknown[tag], "unknown_processor", "unknown_workflow", refused, "handler_failed", "unsupported"],
  });
}

function processorOperations(): readonly Steering[] {
  return [
    { id: "pause", summary: "No node works on it", answer: ref("Processor") },
    { id: "resume", summary: "Nodes work on it again", answer: ref("Processor") },
    { id: "align", summary: "Take on the declared sequence policy", answer: ref("Processor") },
    { id: "reset", summary: "Set it back or forward", body: resetting, answer: ref("Processor") },
    {
      id: "rebuild",
      summary: "Build a projection once more, beside the old rows",
      body: rebuilding,
      answer: ref("Processor"),
    },
    {
      id: "split",
      summary: "Split one segment, or the largest",
      body: oneSegment,
      answer: record({ segments: list(ref("Segment")) }),
    },
    {
      id: "merge",
      summary: "Merge one segment with its partner",
      body: oneSegment,
      answer: record({ segments: list(ref("Segment")) }),
    },
    { id: "release", summary: "Take segments from their owner", body: releasing, answer: ref("Processor") },
  ];
}

interface Looking {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly answer: JsonObject;
  readonly parameters?: readonly JsonObject[];
}

function look({ answer, ...text }: Looking): JsonObject {
  return operation({
    ...text,
    guarded: true,
    answers: { 200: json("As it stands", answer) },
    problems: [
      "invalid_query",
      "unknown_processor",
      "unknown_sequence",
      "unknown_workflow",
      "unknown_instance",
      "processor_refused",
    ],
  });
}

function index(parameter: string): JsonObject {
  return inQuery(parameter, { type: "integer", minimum: 0, maximum: 2_147_483_647 });
}

/** Processors, and what operators do with them. */
export function processorPaths(): JsonObject {
  const name = inPath("name");
  const operations: Record<string, JsonObject> = {};
  for (const one of processorOperations())
    operations[`/admin/processors/{name}/${one.id}`] = {
      post: steer("processors", { ...one, id: `processor.${one.id}`, path: ["name"] }),
    };
  return {
    "/admin/processors": {
      get: look({
        id: "processors",
        tag: "processors",
        summary: "How they stand",
        answer: record({ processors: list(ref("Processor")) }),
      }),
    },
    "/admin/processors/{name}": {
      get: look({
        id: "processor",
        tag: "processors",
        summary: "How it stands",
        parameters: [name],
        answer: ref("Processor"),
      }),
      delete: look({
        id: "processor.forget",
        tag: "processors",
        summary: "Drop one that is not declared any more",
        parameters: [name],
        answer: record({ forgotten: text }),
      }),
    },
    ...operations,
    "/admin/processors/{name}/rebuild": {
      ...operations["/admin/processors/{name}/rebuild"],
      delete: look({
        id: "processor.cancelRebuild",
        tag: "processors",
        summary: "Give a rebuild up",
        parameters: [name],
        answer: ref("Processor"),
      }),
    },
  };
}

/** Dead letters, and what operators do with them. */
export function letterPaths(): JsonObject {
  const [processor, sequence] = [inPath("processor"), inPath("sequence")];
  return {
    "/admin/dead-letters": {
      get: look({
        id: "letters",
        tag: "letters",
        summary: "Sequences that wait",
        parameters: [inQuery("processor", text), inQuery("after", text), limit()],
        answer: record({ sequences: list(ref("ParkedSequence")), next: { type: ["string", "null"] } }),
      }),
    },
    "/admin/dead-letters/move": {
      post: steer("letters", {
        id: "letters.move",
        summary: "Give letters to a processor's new name",
        body: moving,
        answer: record({ moved: { type: "integer" } }),
        path: [],
      }),
    },
    "/admin/dead-letters/{processor}/retry": {
      post: steer("letters", {
        id: "letters.retryNext",
        summary: "Retry the sequence touched longest ago",
        answer: ref("RetryResult"),
        path: ["processor"],
      }),
    },
    "/admin/dead-letters/{processor}/{sequence}": {
      get: look({
        id: "letters.show",
        tag: "letters",
        summary: "Letters of one sequence",
        parameters: [processor, sequence, index("after"), limit()],
        answer: record({
          processor: text,
          sequence: text,
          letters: list(ref("Letter")),
          next: { type: ["integer", "null"] },
        }),
      }),
      delete: look({
        id: "letters.evict",
        tag: "letters",
        summary: "Give up a letter, or all of them",
        parameters: [processor, sequence, index("index")],
        answer: record({ evicted: { type: "integer" } }),
      }),
    },
    "/admin/dead-letters/{processor}/{sequence}/retry": {
      post: steer("letters", {
        id: "letters.retry",
        summary: "Retry one sequence",
        answer: ref("RetryResult"),
        path: ["processor", "sequence"],
      }),
    },
  };
}

/** Nodes, workflows and their instances. */
export function workflowPaths(): JsonObject {
  const name = inPath("name");
  return {
    "/admin/nodes": {
      get: look({
        id: "nodes",
        tag: "nodes",
        summary: "Who shares the database",
        answer: record({ nodes: list(ref("Node")) }),
      }),
    },
    "/workflows": {
      get: look({
        id: "workflows",
        tag: "workflows",
        summary: "All of them",
        answer: record({ workflows: list(ref("WorkflowOverview")) }),
      }),
    },
    "/workflows/{name}": {
      get: look({
        id: "workflow",
        tag: "workflows",
        summary: "Instances, the latest first",
        parameters: [
          name,
          inQuery("status", { enum: ["running", "undoing", "stuck", "completed", "failed", "cancelled"] }),
          inQuery("after", text),
          limit(),
        ],
        answer: ref("InstancePage"),
      }),
    },
    "/workflows/{name}/migrate": {
      post: steer("workflows", {
        id: "workflow.migrate",
        summary: "Take all to the latest version",
        answer: record({ asked: { type: "integer" } }),
        status: 202,
        path: ["name"],
      }),
    },
    ...instancePaths(),
  };
}

function instancePaths(): JsonObject {
  const [name, id] = [inPath("name"), inPath("id")];
  return {
    "/workflows/{name}/{id}": {
      get: look({
        id: "instance",
        tag: "workflows",
        summary: "An instance, step by step",
        parameters: [name, id, index("afterStep"), index("afterCommand"), limit()],
        answer: ref("InstanceView"),
      }),
    },
    ...Object.fromEntries(
      ["cancel", "resume", "migrate"].map((word) => [
        `/workflows/{name}/{id}/${word}`,
        {
          post: steer("workflows", {
            id: `instance.${word}`,
            summary: `${word} an instance`,
            answer: { type: "object" },
            status: 202,
            ...(word === "cancel" ? { body: cancelling } : {}),
            path: ["name", "id"],
          }),
        },
      ]),
    ),
  };
}
