import { afterEach, expect, test } from "vitest";
import { application, compile, copyMetadata, reactor } from "../../../src/mod.ts";
import { eventually } from "../../support/eventually.ts";
import { account } from "./bank-flows.ts";
import { counting, thing } from "./many-flows.ts";
import { rig } from "./rig.ts";

const { start, stopAll } = rig();
afterEach(stopAll);

/** What the pot gets, the till gets, too. */
const tilling = reactor("tilling", { sends: [account] }).on(account, {
  Deposited: async ({ amount }, { stream }, { send }) => {
    if (stream.id === "pot") await send.Deposit({ accountId: "till", amount });
  },
});

test("an event names the instance whose command made it, whatever correlation lets through; what it causes does not", async () => {
  const parts = [account, thing, counting({}), tilling] as const;
  const engine = await start(compile(application("till", parts, { correlate: [copyMetadata("tenant")] })));
  const metadata = { tenant: "t", secret: "s" };
  await engine.submit({ command: "Begin", payload: { thingId: "c-1", n: 1 }, metadata });
  await engine.submit({ command: "Go", payload: { thingId: "c-1", n: 2 }, metadata });
  const metadataOf = async (id: string) => {
    const [event] = await engine.readStream({ type: "account", id }, { after: 0, limit: 1 });
    return event?.metadata;
  };
  await eventually(async () => expect(await metadataOf("till")).toBeDefined());
  const node = expect.any(String);
  expect(await metadataOf("pot")).toEqual({
    tenant: "t",
    "myelin.workflow": { name: "counting", id: "c-1" },
    "myelin.node": node,
  });
  expect(await metadataOf("till")).toEqual({ tenant: "t", "myelin.node": node });
});
