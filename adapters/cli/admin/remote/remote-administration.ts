import * as v from "valibot";
import type { LetterAdmin, ProcessorAdmin, ResetTarget } from "../../../../src/runtime/mod.ts";
import type { Settings } from "../../settings.ts";
import type { Administration } from "../administration.ts";
import { letterView, nodeStatus, overview, parkedSequence, retryResult, segments } from "./answer-schemas.ts";
import { type RemoteCall, remoteCall } from "./remote-call.ts";
import { remoteWorkflows } from "./remote-workflows.ts";

export interface RemotePlace {
  readonly url: string;
  readonly settings: Settings;
}

/** Through the admin addresses of a running server, with the token of MYELIN_ADMIN_TOKEN. */
export function remoteAdministration({ url, settings: { adminToken } }: RemotePlace): Administration {
  const call = remoteCall({ url, ...(adminToken === undefined ? {} : { token: adminToken }) });
  return {
    processors: remoteProcessors(call),
    letters: remoteLetters(call),
    nodes: async () => {
      const answer = v.object({ nodes: v.array(nodeStatus) });
      return (await call({ method: "GET", path: ["nodes"], answer })).nodes;
    },
    workflows: remoteWorkflows(call),
    close: async () => undefined,
  };
}

function remoteProcessors(call: RemoteCall): ProcessorAdmin {
  const post = async (path: readonly string[], body?: object): Promise<void> => {
    const answer = v.unknown();
    await call({ method: "POST", path: ["processors", ...path], answer, ...(body === undefined ? {} : { body }) });
  };
  const cut = async (path: readonly string[], segment: number | undefined) => {
    const answer = v.object({ segments });
    const body = segment === undefined ? {} : { segment };
    return (await call({ method: "POST", path: ["processors", ...path], body, answer })).segments;
  };
  return {
    list: async () => {
      const answer = v.object({ processors: v.array(overview) });
      return (await call({ method: "GET", path: ["processors"], answer })).processors;
    },
    status: (name) => call({ method: "GET", path: ["processors", name], answer: overview }),
    pause: (name) => post([name, "pause"]),
    resume: (name) => post([name, "resume"]),
    rebuild: (name, { from, ...options } = {}) =>
      post([name, "rebuild"], { ...(from === undefined ? {} : { from: targetOf(from) }), ...options }),
    cancelRebuild: async (name) => {
      await call({ method: "DELETE", path: ["processors", name, "rebuild"], answer: v.unknown() });
    },
    reset: (name, { to, ...options }) => post([name, "reset"], { to: targetOf(to), ...options }),
    split: (name, segment) => cut([name, "split"], segment),
    merge: (name, segment) => cut([name, "merge"], segment),
    release: (name, options = {}) => post([name, "release"], options),
    align: (name) => post([name, "align"]),
    forget: async (name) => {
      await call({ method: "DELETE", path: ["processors", name], answer: v.unknown() });
    },
  };
}

function targetOf(to: ResetTarget): unknown {
  switch (to.kind) {
    case "position":
      return { position: to.position };
    case "time":
      return { time: to.time.toISOString() };
    default:
      return to.kind;
  }
}

function remoteLetters(call: RemoteCall): LetterAdmin {
  return {
    sequences: async ({ processor, after, limit }) => {
      const parameters = {
        limit: String(limit),
        ...(processor === undefined ? {} : { processor }),
        ...(after === undefined ? {} : { after: JSON.stringify([after.processor, after.sequence]) }),
      };
      const answer = v.object({ sequences: v.array(parkedSequence) });
      return (await call({ method: "GET", path: ["dead-letters"], parameters, answer })).sequences;
    },
    letters: async ({ processor, sequence, after, limit }) => {
      const parameters = { limit: String(limit), ...(after === undefined ? {} : { after: String(after) }) };
      const answer = v.object({ letters: v.array(letterView) });
      const path = ["dead-letters", processor, sequence];
      return (await call({ method: "GET", path, parameters, answer })).letters;
    },
    retry: ({ processor, sequence }) => {
      const path = ["dead-letters", processor, ...(sequence === undefined ? [] : [sequence]), "retry"];
      return call({ method: "POST", path, answer: retryResult });
    },
    evict: async ({ processor, sequence, index }) => {
      const parameters = index === undefined ? {} : { index: String(index) };
      const answer = v.object({ evicted: v.number() });
      const path = ["dead-letters", processor, sequence];
      return (await call({ method: "DELETE", path, parameters, answer })).evicted;
    },
    move: async (body) => {
      const answer = v.object({ moved: v.number() });
      return (await call({ method: "POST", path: ["dead-letters", "move"], body, answer })).moved;
    },
  };
}
