import { compile } from "myelin";
import { httpApp } from "myelin/http";
import { memoryStore } from "myelin/memory";
import { serveNode } from "myelin/node";
import { type EngineOptions, gateway, type Store, startEngine } from "myelin/runtime";
import { given } from "myelin/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { order, shop, shopBefore } from "../../examples/recipes/evolving-events.ts";
import { vote } from "../../examples/recipes/from-a-client.ts";
import { engines, notebook, notebookApp } from "../../examples/recipes/multi-tenant.ts";
import { inline, live, polls, waited } from "../../examples/recipes/read-your-writes.ts";
import { mails, post, postBefore, rebuild } from "../../examples/recipes/rebuilds.ts";
import { mailServerReturns, patient, sendPatiently, sent, theatre } from "../../examples/recipes/retries.ts";
import { address, members } from "../../examples/recipes/uniqueness.ts";

type App = Parameters<typeof compile>[0];

async function started(app: App, store: Store = memoryStore(), options: Partial<EngineOptions> = {}) {
  const engine = await startEngine({ tables: compile(app), store, log: () => {}, ...options });
  onTestFinished(() => engine.stop());
  return engine;
}

describe("examples/recipes/retries.ts", () => {
  it("parks what the mail server did not take, and sends it once it is back", async () => {
    const engine = await started(theatre);
    const { commands } = gateway<typeof theatre>(engine);
    await commands.TakeSeat({ showId: "s-1", seat: 7 });
    await vi.waitUntil(async () => (await engine.letters.sequences({ limit: 1 })).length === 1, { timeout: 30_000 });
    expect(sent).toEqual([]);
    mailServerReturns();
    expect(await engine.letters.retry({ processor: "confirmations" })).toMatchObject({ done: true, handled: 1 });
    expect(sent).toEqual(["s-1 7"]);
    expect(patient).toMatchObject({ kind: "interval", maxAttempts: 20 });
  });

  it("has a caller that sends the same key until an answer comes", async () => {
    const { fetch } = httpApp(await started(theatre));
    let attempts = 0;
    const server = await serveNode({
      fetch: (request) => (attempts++ === 0 ? new Response(null, { status: 503 }) : fetch(request)),
      port: 0,
      signals: [],
    });
    const url = `${server.url}/commands/TakeSeat`;
    const answer = await sendPatiently(url, { payload: { showId: "s-2", seat: 1 }, key: "seat-1" });
    expect([answer.status, attempts]).toEqual([200, 2]);
    const again = await sendPatiently(url, { payload: { showId: "s-2", seat: 1 }, key: "seat-1" });
    expect(await again.json()).toMatchObject({ commandId: "seat-1", duplicate: true });
    await server.stop();
  });
});

describe("examples/recipes/uniqueness.ts", () => {
  it("gives one address to one of two who want it at once, and the other is told", async () => {
    const engine = await started(members);
    const { commands } = gateway<typeof members>(engine);
    await Promise.all(["u-1", "u-2"].map((userId) => commands.Register({ userId, email: "Ann@Example.org " })));
    const lastOf = async (id: string) => {
      const events = await engine.readStream({ type: "user", id }, { after: 0, limit: 9 });
      return events.length > 1 && events.at(-1)?.type;
    };
    const ends = await Promise.all(["u-1", "u-2"].map((id) => vi.waitUntil(() => lastOf(id), { timeout: 30_000 })));
    expect(ends.sort()).toEqual(["user.RegistrationRefused", "user.UserRegistered"]);
    const claims = await engine.readStream({ type: "address", id: "ann@example.org" }, { after: 0, limit: 9 });
    expect(claims.map(({ type }) => type)).toEqual(["address.AddressClaimed"]);
  });

  it("takes the same claim twice, and gives a released address to the next", () => {
    const { AddressClaimed, AddressReleased } = address.events;
    const claimed = AddressClaimed({ userId: "u-1" });
    const claim = (userId: string) => address.commands.ClaimAddress({ email: "a@b.c", userId });
    given(address, claimed).when(claim("u-1")).then();
    given(address, claimed).when(claim("u-2")).then(address.rejections.Taken());
    given(address, claimed, AddressReleased({}))
      .when(claim("u-2"))
      .then(AddressClaimed({ userId: "u-2" }));
  });
});

it("examples/recipes/read-your-writes.ts reads its vote in each of the three lives", () => {
  const row = { pollId: "p-1", votes: 1 };
  expect([waited, inline, live]).toEqual([row, row, row]);
});

it("examples/recipes/from-a-client.ts votes, and reads its vote", async () => {
  const server = await serveNode({ fetch: httpApp(await started(polls)).fetch, port: 0, signals: [] });
  expect(await vote(server.url, "p-2")).toEqual({ pollId: "p-2", votes: 1 });
  await server.stop();
});

it("examples/recipes/evolving-events.ts reads what the code of before wrote", async () => {
  const store = memoryStore();
  const before = await startEngine({
    tables: compile(shopBefore),
    store: { ...store, close: async () => {} },
    log: () => {},
  });
  await gateway<typeof shopBefore>(before).commands.PlaceOrder({ orderId: "o-1", euros: 3 });
  await gateway<typeof shopBefore>(before).commands.PayAndSend({ orderId: "o-1" });
  await before.stop();
  const { commands } = gateway<typeof shop>(await started(shop, store));
  const shown = order.rejections.Shown({ cents: 300, currency: "EUR", steps: ["placed", "paid", "sent by post"] });
  expect(await commands.Show({ orderId: "o-1" })).toMatchObject({ reason: shown.name, data: shown.data });
  expect(await commands.PlaceOrder({ orderId: "o-2", cents: 5 })).toMatchObject({ ok: true });
});

describe("examples/recipes/rebuilds.ts", () => {
  it("puts the new rows in the place of the old ones", async () => {
    const store = memoryStore();
    const before = await startEngine({
      tables: compile(postBefore),
      store: { ...store, close: async () => {} },
      log: () => {},
    });
    const weighed = await gateway<typeof post>(before).commands.Weigh({ parcelId: "p-1", grams: 1_500 });
    const { queries } = gateway<typeof post>(before);
    expect(await queries.parcels.of({ parcelId: "p-1" }, { waitFor: weighed.position })).toMatchObject({ kilos: 1 });
    await before.stop();
    const engine = await started(post, store);
    const { parcels } = gateway<typeof post>(engine).queries;
    expect(await parcels.of({ parcelId: "p-1" })).toMatchObject({ kilos: 1 });
    await rebuild(engine, { name: "parcels", pause: () => new Promise((resolve) => setImmediate(resolve)) });
    expect(await parcels.of({ parcelId: "p-1" })).toMatchObject({ kilos: 2 });
  });

  it("has a handler that a replay does not call", () => {
    expect(mails.node.on[0]?.handlers.ParcelWeighed).toBeDefined();
  });
});

describe("examples/recipes/multi-tenant.ts", () => {
  const tenantOf = (request: Request) => request.headers.get("x-tenant") ?? undefined;
  const write = (tenant: string, text: string) =>
    new Request("http://notes.example/commands/WriteNote", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": "k-1", "x-tenant": tenant },
      body: JSON.stringify({ noteId: "n-1", text }),
    });

  it("keeps streams, ids and rows of tenants apart", async () => {
    const { fetch } = notebookApp(await started(notebook), tenantOf);
    const [north, south] = [await fetch(write("north", "a")), await fetch(write("south", "b"))];
    expect([await north.json(), await south.json()]).toMatchObject([
      { stream: { id: "north:n-1" }, version: 1, duplicate: false },
      { stream: { id: "south:n-1" }, version: 1, duplicate: false },
    ]);
    const ask = (tenantId: string) =>
      fetch(
        new Request(`http://notes.example/queries/notes/of?tenantId=${tenantId}&noteId=n-1`, {
          headers: { "x-tenant": "north", "myelin-wait-for": south.headers.get("myelin-position") ?? "" },
        }),
      );
    expect(await (await ask("north")).json()).toMatchObject({ edits: 1 });
    expect((await ask("south")).status).toBe(403);
    const nobody = new Request(write("", "c"));
    nobody.headers.delete("x-tenant");
    expect((await fetch(nobody)).status).toBe(403);
  });

  it("starts an engine for each tenant, once", async () => {
    const opened: string[] = [];
    const engineOf = engines(async (tenant) => {
      opened.push(tenant);
      return memoryStore();
    });
    const [a, b, c] = await Promise.all([engineOf("north"), engineOf("north"), engineOf("south")]);
    expect([a === b, a === c, opened]).toEqual([true, false, ["north", "south"]]);
    await Promise.all([a.stop(), c.stop()]);
  });
});
