import { afterEach, describe, expect, it } from "vitest";
import { poisoned } from "../http/bank.ts";
import { eventually } from "../support/eventually.ts";
import { openVisitor, type Visitor } from "./visitor.ts";

const visitors: Visitor[] = [];
afterEach(async () => {
  poisoned.clear();
  for (const { bank } of visitors.splice(0)) await bank.close();
});

async function visit(): Promise<Visitor & { readonly mark: string }> {
  const visitor = await openVisitor();
  visitors.push(visitor);
  return { ...visitor, mark: await visitor.logIn() };
}

const attack = `"><img src=x onerror=alert(1)></textarea><script>alert(2)</script>&'`;

async function deposit({ bank }: Visitor, accountId: string, amounts: readonly number[]): Promise<void> {
  await bank.engine.submit({ command: "OpenAccount", payload: { accountId, owner: attack } });
  for (const amount of amounts) await bank.engine.submit({ command: "DepositMoney", payload: { accountId, amount } });
}

/** Letters of a sequence that was parked. */
async function park(visitor: Visitor, accountId: string): Promise<void> {
  poisoned.add(accountId);
  await deposit(visitor, accountId, [1, 2]);
  await eventually(async () =>
    expect(
      await visitor.bank.engine.letters.letters({ processor: "turnovers", sequence: accountId, limit: 9 }),
    ).toHaveLength(2),
  );
}

const sequencePage = (id: string): string =>
  `/admin/ui/sequence?processor=turnovers&sequence=${encodeURIComponent(id)}`;
const streamPage = (id: string, more = ""): string =>
  `/admin/ui/stream?type=account&id=${encodeURIComponent(id)}${more}`;

describe("pages of the dashboard", () => {
  it("escape whatever events, ids and errors hold", async () => {
    const visitor = await visit();
    await park(visitor, attack);
    for (const path of [
      "/admin",
      "/admin/ui/dead-letters",
      sequencePage(attack),
      "/admin/ui/streams",
      streamPage(attack),
      "/admin/ui/events",
    ]) {
      const { status, text } = await visitor.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toContain("<img");
      expect(text).not.toContain("<script>");
      expect(text).toContain("&lt;img src=x onerror=alert(1)&gt;");
    }
  });

  it("escape what addresses and forms hold", async () => {
    const visitor = await visit();
    const name = encodeURIComponent(attack);
    for (const path of [
      `processor?name=${name}`,
      `workflow?name=${name}`,
      `confirm?act=processor.reset&name=${name}`,
      `instance?workflow=payment&id=${name}`,
      `stream?type=${name}&id=${name}`,
    ])
      expect((await visitor.get(`/admin/ui/${path}`)).text).not.toMatch(/<img|<script>/);
    await visitor.post("/admin/ui/act", { act: "processor.pause", name: attack, csrf: visitor.mark });
    const told = await visitor.get("/admin");
    expect(told.text).toContain("&lt;img");
    expect(told.text).not.toMatch(/<img|<script>/);
  });

  it("tell an unknown name in words, and no stack", async () => {
    const visitor = await visit();
    for (const path of [
      "processor?name=x",
      "workflow?name=x",
      "instance?workflow=payment&id=x",
      "stream?type=account&id=x",
      "sequence?processor=turnovers&sequence=x",
    ]) {
      const { status, text } = await visitor.get(`/admin/ui/${path}`);
      expect([path, status, /Cannot/.test(text), /\n +at /.test(text)]).toEqual([path, 404, true, false]);
    }
  });
});

describe("time travel", () => {
  it("shows the state after each event, and what the event changed", async () => {
    const visitor = await visit();
    await deposit(visitor, "a-1", [100, 30]);
    const latest = await visitor.get(streamPage("a-1"));
    expect(latest.text).toContain("State after version 3");
    expect(latest.text).toContain("<mark>  &quot;balance&quot;: 130</mark>");
    const before = await visitor.get(streamPage("a-1", "&at=2"));
    expect(before.text).toContain("<mark>  &quot;balance&quot;: 100</mark>");
    expect(before.text).toMatch(/rel="prev"[^>]*>← v1</);
    expect(before.text).toMatch(/rel="next"[^>]*>v3 →</);
    const first = await visitor.get(streamPage("a-1", "&at=1"));
    expect([first.text.includes('rel="prev"'), first.text.includes('rel="next"')]).toEqual([false, true]);
  });

  it("comes to the event at a position, and shows the end for what lies beyond the end", async () => {
    const visitor = await visit();
    await deposit(visitor, "a-1", [100]);
    const [, second] = await visitor.bank.engine.readStream({ type: "account", id: "a-1" }, { after: 0, limit: 9 });
    expect((await visitor.get(streamPage("a-1", `&position=${second?.position}`))).text).toContain(
      "State after version 2",
    );
    expect((await visitor.get(streamPage("a-1", "&at=99999"))).text).toContain("State after version 2");
  });

  it("pages through a long stream with the right states", async () => {
    const visitor = await visit();
    await deposit(
      visitor,
      "a-1",
      Array.from({ length: 130 }, () => 1),
    );
    const middle = await visitor.get(streamPage("a-1", "&at=61"));
    expect(middle.text).toContain("<mark>  &quot;balance&quot;: 60</mark>");
    expect([middle.text.includes("Earlier events"), middle.text.includes("Later events")]).toEqual([true, true]);
    expect((await visitor.get(streamPage("a-1"))).text).toContain("State after version 131");
  });
});

describe("dead letters", () => {
  it("are found, retried in vain, and retried once the handler is mended", async () => {
    const visitor = await visit();
    await park(visitor, "a-1");
    expect((await visitor.get("/admin")).text).toContain("parked sequence");
    const shown = await visitor.get(sequencePage("a-1"));
    for (const word of ["TypeError", "Parked by", "Waits behind", "&quot;amount&quot;: 1", "Stack"])
      expect(shown.text).toContain(word);
    const retry = { act: "letter.retry", processor: "turnovers", sequence: "a-1", csrf: visitor.mark };
    const vain = await visitor.post("/admin/ui/act", retry);
    expect(vain.location).toBe(`${sequencePage("a-1")}`);
    expect((await visitor.get(sequencePage("a-1"))).text).toContain("stopped at letter");
    expect((await visitor.get(sequencePage("a-1"))).text).not.toContain("stopped at letter");
    poisoned.clear();
    expect((await visitor.post("/admin/ui/act", retry)).location).toBe("/admin/ui/dead-letters");
    expect((await visitor.get("/admin/ui/dead-letters")).text).toContain("goes on: 2 letters handled");
    const { value } = await visitor.bank.engine.query({
      projection: "turnovers",
      query: "turnoverOf",
      parameters: { accountId: "a-1" },
    });
    expect(value).toBe(3);
  });

  it("are all retried at once", async () => {
    const visitor = await visit();
    for (const id of ["a-1", "a-2", "a-3"]) await park(visitor, id);
    poisoned.delete("a-1");
    poisoned.delete("a-2");
    await visitor.post("/admin/ui/act", { act: "letter.retry-all", processor: "turnovers", csrf: visitor.mark });
    const { text } = await visitor.get("/admin/ui/dead-letters");
    expect(text).toContain("2 of 3 sequences of &quot;turnovers&quot; go on, 4 letters handled.");
    expect(text).toContain("One that stopped: TypeError");
  });

  it("are all retried, also one that another worker retries at that moment", async () => {
    const visitor = await visit();
    for (const id of ["a-1", "a-2"]) await park(visitor, id);
    poisoned.clear();
    const { letters } = visitor.bank.engine;
    const { retry } = letters;
    let others = 1;
    // The first look at a sequence finds it claimed, as while it is retried by schedule.
    const busy = { handled: 0, done: false, sequence: null, stoppedAt: null } as const;
    Object.assign(letters, {
      retry: (which: Parameters<typeof retry>[0]) => (others-- > 0 ? Promise.resolve(busy) : retry(which)),
    });
    await visitor.post("/admin/ui/act", { act: "letter.retry-all", processor: "turnovers", csrf: visitor.mark });
    const { text } = await visitor.get("/admin/ui/dead-letters");
    expect(text).toContain("2 of 2 sequences of &quot;turnovers&quot; go on, 4 letters handled.");
  });

  it("are given up one by one, and as a sequence, after a question", async () => {
    const visitor = await visit();
    await park(visitor, "a-1");
    const link = /href="([^"]*confirm[^"]*index=[^"]*)"/.exec((await visitor.get(sequencePage("a-1"))).text)?.[1] ?? "";
    const asked = await visitor.get(
      new URL(link.replaceAll("&amp;", "&"), "http://a.example/admin/ui/x").href.slice("http://a.example".length),
    );
    expect(asked.text).toContain("Leave it as it is");
    const index = /name="index" value="([0-9]+)"/.exec(asked.text)?.[1] ?? "";
    const evict = { act: "letter.evict", processor: "turnovers", sequence: "a-1", csrf: visitor.mark };
    expect((await visitor.post("/admin/ui/act", { ...evict, index })).location).toBe(sequencePage("a-1"));
    expect((await visitor.post("/admin/ui/act", evict)).location).toBe("/admin/ui/dead-letters");
    expect((await visitor.get("/admin/ui/dead-letters")).text).toContain("1 letter of sequence");
  });
});

describe("processors", () => {
  const act = async (
    visitor: Visitor & { readonly mark: string },
    name: string,
    fields: Readonly<Record<string, string>> = {},
  ) => {
    const { location } = await visitor.post("/admin/ui/act", {
      act: `processor.${name}`,
      name: "balances",
      csrf: visitor.mark,
      ...fields,
    });
    expect(location).toBe("/admin/ui/processor?name=balances");
    return (await visitor.get("/admin/ui/processor?name=balances")).text;
  };

  it("are split, merged, paused and resumed, and say so", async () => {
    const visitor = await visit();
    expect(await act(visitor, "split", { segment: "3" })).toContain("&quot;balances&quot; has 17 segments now.");
    expect(await act(visitor, "merge", { segment: "3" })).toContain("&quot;balances&quot; has 16 segments now.");
    expect(await act(visitor, "pause")).toContain("is paused on all nodes");
    expect(await act(visitor, "resume")).toContain("goes on");
    expect(await act(visitor, "release")).toContain("All segments");
  });

  it("are reset where it is asked, and what refuses it is told with its mend", async () => {
    const visitor = await visit();
    await deposit(visitor, "a-1", [5]);
    expect((await visitor.get("/admin/ui/confirm?act=processor.reset&name=balances")).text).toContain(
      "The first event",
    );
    expect(await act(visitor, "reset", { to: "first" })).toMatch(/outcome bad[^>]*>Cannot reset/);
    expect(await act(visitor, "reset", { to: "time", place: "yesterday" })).toContain("is no such place");
    expect(await act(visitor, "reset", { to: "first", force: "on" })).toContain("was reset");
  });
});

describe("workflows", () => {
  it("are shown as a picture with the way of the instance, and steered", async () => {
    const visitor = await visit();
    const { engine } = visitor.bank;
    await deposit(visitor, "a-1", [100]);
    await deposit(visitor, "a-2", [1]);
    await engine.workflows.start("payment", { id: "p-1", input: { from: "a-1", to: "a-2", amount: 10 } });
    const page = "/admin/ui/instance?workflow=payment&id=p-1";
    await eventually(async () => expect((await visitor.get(page)).status).toBe(200));
    const shown = (await visitor.get(page)).text;
    for (const word of ["<svg", "asked", "taking", "giving", "Overdue", "Send a signal", "start by hand"])
      expect(shown).toContain(word);
    expect(shown).toMatch(/class="here"><rect[^>]*><\/rect><text[^>]*>asked</);
    const signal = { act: "workflow.signal", workflow: "payment", id: "p-1", csrf: visitor.mark };
    await visitor.post("/admin/ui/act", { ...signal, signal: "Approve", data: "{" });
    expect((await visitor.get(page)).text).toContain("it is not JSON");
    await visitor.post("/admin/ui/act", { ...signal, signal: "Approve", data: '{"by":7}' });
    expect((await visitor.get(page)).text).toContain("outcome bad");
    await visitor.post("/admin/ui/act", { ...signal, signal: "Approve", data: '{"by":"Ann"}' });
    await eventually(async () =>
      expect((await engine.workflows.show({ workflow: "payment", id: "p-1" })).head.status).toBe("completed"),
    );
    const ended = (await visitor.get(page)).text;
    expect(ended).toContain("DepositMoney");
    expect(ended).toMatch(/class="here"><rect[^>]*><\/rect><text[^>]*>completed</);
    expect((await visitor.get("/admin/ui/workflow?name=payment&status=completed")).text).toContain("p-1");
  });

  it("are cancelled after a question", async () => {
    const visitor = await visit();
    const { workflows } = visitor.bank.engine;
    await workflows.start("payment", { id: "p-1", input: { from: "a-1", to: "a-2", amount: 10 } });
    await eventually(async () =>
      expect((await workflows.show({ workflow: "payment", id: "p-1" })).head.state).toBe("asked"),
    );
    await visitor.post("/admin/ui/act", {
      act: "workflow.cancel",
      workflow: "payment",
      id: "p-1",
      why: "a mistake",
      csrf: visitor.mark,
    });
    await eventually(async () =>
      expect((await workflows.show({ workflow: "payment", id: "p-1" })).head.status).toBe("cancelled"),
    );
    expect((await visitor.get("/admin/ui/instance?workflow=payment&id=p-1")).text).toContain("a mistake");
  });
});
