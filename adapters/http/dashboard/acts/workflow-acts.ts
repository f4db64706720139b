import { MyelinError, type WorkflowAdmin } from "../../../../src/runtime/mod.ts";
import type { Form } from "../session/form.ts";
import { type Act, type ActTable, good } from "./act.ts";

const instanceOf = (form: Form) => ({ workflow: form.text("workflow"), id: form.text("id") });

/** An operation on one instance. Says what was asked; the owner of the instance does it soon after. */
function onInstance(doing: (workflows: WorkflowAdmin, form: Form) => Promise<string>): Act {
  const back = (form: Form) => ({ page: "instance", parameters: instanceOf(form) });
  return { run: async (form, { workflows }) => ({ outcome: good(await doing(workflows, form)), ...back(form) }), back };
}

const signal: Act = /* @__PURE__ */ onInstance(async (workflows, form) => {
  const name = form.text("signal");
  await workflows.signal(instanceOf(form), { name, data: dataOf(form) });
  return `Signal "${name}" is on its way.`;
});

const cancel: Act = /* @__PURE__ */ onInstance(async (workflows, form) => {
  const why = form.text("why").trim();
  await workflows.cancel(instanceOf(form), why === "" ? {} : { why });
  return "The instance is being cancelled: what it did is undone first.";
});

const resume: Act = /* @__PURE__ */ onInstance(async (workflows, form) => {
  await workflows.resume(instanceOf(form));
  return "What it is stuck on is tried again.";
});

const migrate: Act = /* @__PURE__ */ onInstance(async (workflows, form) => {
  const { workflow, id } = instanceOf(form);
  const asked = await workflows.migrate(workflow, id);
  return asked === 0 ? "It has the latest version already." : "The instance is taken to the latest version.";
});

/** @throws MyelinError `malformed_json` */
function dataOf(form: Form): unknown {
  const text = form.text("data").trim();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MyelinError(
      "malformed_json",
      "Cannot read the signal's data: it is not JSON; mend it, or leave it empty",
      { cause },
    );
  }
}

export function workflowActs(): ActTable {
  return {
    "workflow.signal": signal,
    "workflow.cancel": cancel,
    "workflow.resume": resume,
    "workflow.migrate": migrate,
  };
}
