import { nanoid } from "nanoid";
import { isMyelinError } from "../../src/mod.ts";
import { bodyText } from "./ask-command.ts";
import { call, type Way } from "./call.ts";
import type { CallOptions, StartOptions } from "./client-options.ts";
import type { InstanceListOptions, InstancePageOptions } from "./client-types.ts";
import { jsonOf } from "./problem-error.ts";
import { callHeaders } from "./transport.ts";

/** What can be asked of a workflow, whatever its types. */
export interface WorkflowCalls {
  start(input: unknown, options?: StartOptions): Promise<unknown>;
  signal(id: string, told: CallOptions & { readonly name: string; readonly data: unknown }): Promise<void>;
  cancel(id: string, options?: CallOptions & { readonly why?: string }): Promise<void>;
  resume(id: string, options?: CallOptions): Promise<void>;
  show(id: string, options?: InstancePageOptions): Promise<unknown>;
  list(options?: InstanceListOptions): Promise<unknown>;
}

export function workflowCalls(workflow: string, way: Way): WorkflowCalls {
  const tell = async (id: string, { words, body, options = {} }: Telling): Promise<void> => {
    const act = `${words.at(-1)} instance "${id}" of workflow "${workflow}"`;
    const path = ["workflows", workflow, id, ...words];
    const ask = {
      method: "POST",
      path,
      headers: callHeaders(options, {}),
      ...(body === undefined ? {} : { body: bodyText(body, act) }),
    } as const;
    await call({ act, ask, options, repeat: "once", changes: true }, way);
  };
  return {
    start: (input, options = {}) => start(workflow, { input, options, way }),
    signal: (id, { name, data, ...options }) => tell(id, { words: ["signals", name], body: data, options }),
    cancel: (id, { why, ...options } = {}) =>
      tell(id, { words: ["cancel"], ...(why === undefined ? {} : { body: { why } }), options }),
    resume: (id, options) => tell(id, { words: ["resume"], ...given(options) }),
    show: (id, { afterStep, afterCommand, limit, ...options } = {}) =>
      look([workflow, id], { search: { afterStep, afterCommand, limit }, options, way }),
    list: ({ status, after, limit, ...options } = {}) =>
      look([workflow], { search: { status, after, limit }, options, way }),
  };
}

interface Starting {
  readonly input: unknown;
  readonly options: StartOptions;
  readonly way: Way;
}

async function start(workflow: string, { input, options, way }: Starting): Promise<unknown> {
  const act = `start workflow "${workflow}"`;
  const { id = nanoid() } = options;
  const ask = {
    method: "POST",
    path: ["workflows", workflow],
    search: new URLSearchParams({ id }),
    headers: callHeaders(options, {}),
    ...(input === undefined ? {} : { body: bodyText(input, act) }),
  } as const;
  try {
    return jsonOf((await call({ act, ask, options, repeat: "same", changes: true, details: { id } }, way)).text);
  } catch (error) {
    // Nobody else has this id: an attempt before had begun the instance, and its answer was lost.
    const mayBeOurs = options.id === undefined && isMyelinError(error) && error.code === "workflow_refused";
    if (mayBeOurs && (await isThere([workflow, id], { search: {}, options, way }))) return { workflow, id };
    throw error;
  }
}

async function isThere(path: readonly string[], looking: Looking): Promise<boolean> {
  return look(path, looking).then(
    () => true,
    () => false,
  );
}

interface Telling {
  /** The end of the path. */
  readonly words: readonly string[];
  readonly body?: unknown;
  readonly options?: CallOptions;
}

function given(options: CallOptions | undefined): { readonly options?: CallOptions } {
  return options === undefined ? {} : { options };
}

interface Looking {
  readonly search: Readonly<Record<string, string | number | undefined>>;
  readonly options: CallOptions;
  readonly way: Way;
}

async function look(path: readonly string[], { search, options, way }: Looking): Promise<unknown> {
  const said = Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const ask = {
    method: "GET",
    path: ["workflows", ...path],
    search: new URLSearchParams(said),
    headers: callHeaders(options, {}),
  } as const;
  const act = `look at workflow "${path.join("/")}"`;
  return jsonOf((await call({ act, ask, options, repeat: "same", changes: false }, way)).text);
}
