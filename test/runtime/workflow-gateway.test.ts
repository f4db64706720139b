import { afterEach, expect, test } from "vitest";
import { application } from "../../src/mod.ts";
import { gateway } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";
import { asking, askingTables, polling } from "../workflows/asking.ts";
import { account, request } from "./workflows/bank-flows.ts";
import { countingTables } from "./workflows/many-flows.ts";
import { rig, standing } from "./workflows/rig.ts";

const { start, stopAll } = rig();
afterEach(stopAll);

const app = application("asking", [account, request, asking(), polling]);

test("a gateway steers the workflows of its application: starts, signals, shows, lists and cancels", async () => {
  const engine = await start(askingTables());
  const { workflows } = gateway<typeof app>(engine);
  expect(await workflows.asking.start({ what: "well?" }, { id: "q" })).toEqual({ workflow: "asking", id: "q" });
  await standing(engine, "q", "running", "asking");
  const { head } = await workflows.asking.show("q");
  expect(head.state === "asked" && head.data.what).toBe("well?");
  await workflows.asking.signal.Answer("q", { yes: true });
  await standing(engine, "q", "completed", "asking");
  const { id } = await workflows.asking.start({ what: "and?" });
  await standing(engine, id, "running", "asking");
  await workflows.asking.cancel(id, { why: "enough" });
  expect(await standing(engine, id, "cancelled", "asking")).toMatchObject({ reason: "enough" });
  expect((await workflows.asking.list({ status: "completed" })).map((one) => one.id)).toEqual(["q"]);
  await expect(workflows.asking.resume("q")).rejects.toMatchObject({ code: "workflow_refused" });
});

test("what does not fit is told as the engine tells it", async () => {
  const { workflows } = gateway<typeof app>(await start(askingTables()));
  // @ts-expect-error: an input of another form
  await expect(workflows.asking.start({ what: 1 })).rejects.toMatchObject({ code: "invalid_command" });
  await expect(workflows.asking.signal.Answer("x", { yes: true })).rejects.toMatchObject({ code: "unknown_instance" });
});

test("letters of an instance are counted to the last", async () => {
  const engine = await start(countingTables({ breaksOn: 13 }));
  const go = (n: number) => engine.submit({ command: "Go", payload: { thingId: "c", n } });
  await engine.submit({ command: "Begin", payload: { thingId: "c", n: 1 } });
  await go(13);
  for (let n = 1; n <= 204; n++) await go(1);
  const shown = async () => (await engine.workflows.show({ workflow: "counting", id: "c" })).letters;
  await eventually(async () => expect(await shown()).toBe(205));
});
