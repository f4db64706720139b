import type * as v from "valibot";
import { safeParse } from "valibot";
import { MyelinError, type ProcessorAdmin } from "../../../../src/runtime/mod.ts";
import { resetting } from "../../admin/operation-bodies.ts";
import { countText } from "../parts/texts.ts";
import type { Form } from "../session/form.ts";
import { type Act, type ActTable, good } from "./act.ts";

/** Does it, and says what was done. */
type Doing = (admin: ProcessorAdmin, name: string, context: { readonly form: Form }) => Promise<string>;

/** An operation on the processor that the field `name` names. */
function onProcessor(doing: Doing): Act {
  const back = (form: Form) => ({ page: "processor", parameters: { name: form.text("name") } });
  return {
    run: async (form, { processors }) => {
      const said = await doing(processors, form.text("name"), { form });
      return { outcome: good(said), ...back(form) };
    },
    back,
  };
}

/** The segment that is meant; undefined: the engine chooses. */
function segmentOf(form: Form): number | undefined {
  const text = form.text("segment");
  return /^[0-9]{1,5}$/.test(text) ? Number(text) : undefined;
}

const pause: Doing = async (admin, name) => {
  await admin.pause(name);
  return `"${name}" is paused on all nodes. Its segments stay where they are until it is resumed.`;
};

const resume: Doing = async (admin, name) => {
  await admin.resume(name);
  return `"${name}" goes on.`;
};

const split: Doing = async (admin, name, { form }) => {
  const segments = await admin.split(name, segmentOf(form));
  return `Split: "${name}" has ${countText(segments.length, "segment")} now.`;
};

const merge: Doing = async (admin, name, { form }) => {
  const segments = await admin.merge(name, segmentOf(form));
  return `Merged: "${name}" has ${countText(segments.length, "segment")} now.`;
};

const release: Doing = async (admin, name, { form }) => {
  const segment = segmentOf(form);
  await admin.release(name, segment === undefined ? {} : { segment });
  const what = segment === undefined ? "All segments" : `Segment ${segment}`;
  return `${what} of "${name}" were taken from their owners and are kept away from there for a while.`;
};

const reset: Doing = async (admin, name, { form }) => {
  const options = resetOptions(form);
  await admin.reset(name, options);
  return `"${name}" was reset and goes on from ${form.text("to") === "first" ? "the first event" : "there"}.`;
};

/** @throws MyelinError `invalid_query` */
function resetOptions(form: Form): v.InferOutput<typeof resetting> {
  const to = form.text("to");
  const place = form.text("place").trim();
  const target = to === "position" ? { position: place } : to === "time" ? { time: place } : to;
  const boxes = ["force", "allowReset", "resend"].map((box) => [box, form.ticked(box)] as const);
  const parsed = safeParse(resetting, { to: target, ...Object.fromEntries(boxes) });
  if (parsed.success) return parsed.output;
  const mend =
    to === "time" ? "give a time such as 2026-01-31T12:00:00Z" : "give a position, such as a letter or an event shows";
  throw new MyelinError(
    "invalid_query",
    `Cannot reset processor "${form.text("name")}": ${JSON.stringify(place)} is no such place; ${mend}`,
  );
}

const rebuild: Doing = async (admin, name, { form }) => {
  await admin.rebuild(name, form.ticked("acceptParked") ? { acceptParked: true } : {});
  return `A new version of "${name}" is being built beside the old one, which serves until the new one has caught up.`;
};

const cancelRebuild: Doing = async (admin, name) => {
  await admin.cancelRebuild(name);
  return `The rebuild of "${name}" was given up; the old rows stay.`;
};

const align: Doing = async (admin, name) => {
  await admin.align(name);
  return `"${name}" has taken on its declared sequence policy.`;
};

const forget: Act = {
  run: async (form, { processors }) => {
    await processors.forget(form.text("name"));
    return { outcome: good(`"${form.text("name")}" is forgotten.`), page: "processors" };
  },
  back: (form) => ({ page: "processor", parameters: { name: form.text("name") } }),
};

export function processorActs(): ActTable {
  return {
    "processor.pause": onProcessor(pause),
    "processor.resume": onProcessor(resume),
    "processor.split": onProcessor(split),
    "processor.merge": onProcessor(merge),
    "processor.release": onProcessor(release),
    "processor.reset": onProcessor(reset),
    "processor.rebuild": onProcessor(rebuild),
    "processor.cancel-rebuild": onProcessor(cancelRebuild),
    "processor.align": onProcessor(align),
    "processor.forget": forget,
  };
}
