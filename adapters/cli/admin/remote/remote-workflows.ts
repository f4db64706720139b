import * as v from "valibot";
import type { WorkflowAdmin } from "../../../../src/runtime/mod.ts";
import type { RemoteCall } from "./remote-call.ts";
import { instanceHead, instanceView, workflowOverview } from "./workflow-schemas.ts";

const ref = v.object({ workflow: v.string(), id: v.string() });
const asked = v.object({ asked: v.number() });

/** Workflows of a running server, at `/workflows`. */
export function remoteWorkflows(call: RemoteCall): WorkflowAdmin {
  const root = "workflows";
  const tell = async (path: readonly string[], body?: unknown): Promise<void> => {
    await call({ method: "POST", root, path, answer: v.unknown(), ...(body === undefined ? {} : { body }) });
  };
  return {
    overview: async () => {
      const answer = v.object({ workflows: v.array(workflowOverview) });
      return (await call({ method: "GET", root, path: [], answer })).workflows;
    },
    list: async ({ workflow, status, after, limit }) => {
      const parameters = {
        limit: String(limit),
        ...(status === undefined ? {} : { status }),
        ...(after === undefined ? {} : { after: JSON.stringify([after.updatedAt, after.id]) }),
      };
      const answer = v.object({ instances: v.array(instanceHead) });
      return (await call({ method: "GET", root, path: [workflow], parameters, answer })).instances;
    },
    show: async ({ workflow, id }, { afterStep = 0, afterCommand = 0, limit = 100 } = {}) => {
      const numbers = { afterStep, afterCommand, limit };
      const parameters = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
      return call({ method: "GET", root, path: [workflow, id], parameters, answer: instanceView });
    },
    start: (workflow, { id, input }) => {
      const parameters: Record<string, string> = id === undefined ? {} : { id };
      const body = input === undefined ? {} : { body: input };
      return call({ method: "POST", root, path: [workflow], parameters, answer: ref, ...body });
    },
    signal: ({ workflow, id }, { name, data }) => tell([workflow, id, "signals", name], data),
    cancel: ({ workflow, id }, options = {}) => tell([workflow, id, "cancel"], options),
    resume: ({ workflow, id }) => tell([workflow, id, "resume"]),
    migrate: async (workflow, id) => {
      const path = [workflow, ...(id === undefined ? [] : [id]), "migrate"];
      return (await call({ method: "POST", root, path, answer: asked })).asked;
    },
  };
}
