import assert from "node:assert/strict";
import { isRecord } from "../../src/runtime/mod.ts";
import { poisoned, secret } from "./bank.ts";
import {
  type AskInit,
  admin,
  answerOf,
  asAdmin,
  type HttpCase,
  type HttpWorld,
  json,
  openAccount,
  problemOf,
} from "./http-case.ts";

type Facts = Readonly<Record<string, unknown>>;

const root = "/workflows/payment";
const post: AskInit = { method: "POST" };

/** The body of a 202. */
async function acceptedOf(response: Response): Promise<Facts> {
  const text = await response.text();
  assert.equal(response.status, 202, text);
  // Each case compares what it reads.
  return JSON.parse(text) as Facts;
}

function pathOf(id: string): string {
  return `${root}/${encodeURIComponent(id)}`;
}

/** A list of records, of which each case compares what it reads. */
function listOf(value: unknown): readonly Facts[] {
  assert.ok(Array.isArray(value) && value.every(isRecord), `no list: ${JSON.stringify(value)}`);
  return value;
}

/** The instance once it is as wanted. */
async function until(world: HttpWorld, id: string, wanted: (instance: Facts) => boolean): Promise<Facts> {
  for (;;) {
    const response = await asAdmin(world)(pathOf(id));
    const instance: Facts = response.status === 200 ? await answerOf(response) : { absent: await response.text() };
    if (wanted(instance)) return instance;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function standing(status: string): (instance: Facts) => boolean {
  return (instance) => instance.status === status;
}

/** A payment that waits to be approved. */
async function ask(world: HttpWorld, order: object, id: string = world.fresh()): Promise<string> {
  const begun = await asAdmin(world)(`${root}?id=${encodeURIComponent(id)}`, json(order));
  assert.equal(begun.headers.get("location"), pathOf(id));
  assert.deepEqual(await acceptedOf(begun), { workflow: "payment", id });
  await until(world, id, standing("running"));
  return id;
}

async function approve(world: HttpWorld, id: string, by = "Zoe"): Promise<void> {
  const told = await asAdmin(world)(`${pathOf(id)}/signals/Approve`, json({ by }));
  assert.deepEqual(await acceptedOf(told), { workflow: "payment", id, signal: "Approve" });
}

async function step(world: HttpWorld, id: string, what: string, body?: object): Promise<Response> {
  return asAdmin(world)(`${pathOf(id)}/${what}`, body === undefined ? post : json(body));
}

/** Two accounts, of which the first has 100 cents. */
async function order(world: HttpWorld): Promise<{ from: string; to: string; amount: number }> {
  return { from: await openAccount(world, 100), to: await openAccount(world), amount: 30 };
}

/** `/workflows` */
export const workflowCases: readonly HttpCase[] = [
  {
    name: "workflows want the admin token",
    options: admin.options,
    run: async (world) => {
      for (const path of ["/workflows", root, `${root}/a`]) await problemOf(await world.ask(path), "unauthorized");
      for (const path of ["", "/migrate", "/a/signals/Approve", "/a/cancel", "/a/resume", "/a/migrate"])
        await problemOf(await world.ask(root + path, post), "unauthorized");
    },
  },
  {
    name: "without an admin token nobody looks into workflows or steers them",
    run: async (world) => {
      await problemOf(await world.ask(root), "forbidden");
      await problemOf(await world.ask(root, json({})), "forbidden");
    },
  },
  {
    name: "an instance that was started by name tells what it waits for and when its timers are due",
    options: admin.options,
    run: async (world) => {
      const payment = await order(world);
      const id = await ask(world, payment);
      const instance = await until(world, id, standing("running"));
      const { version, state, data, reason, waits, children, commands, letters, next } = instance;
      assert.deepEqual(
        { version, state, data, reason, children, commands, letters, next },
        { version: 1, state: "asked", data: payment, reason: null, children: [], commands: [], letters: 0, next: null },
      );
      const [wait] = listOf(waits);
      assert.equal(wait?.signal, "Approve");
      assert.match(String(wait?.until), /^\d{4}-\d\d-\d\dT/);
      const names = listOf(instance.timers).map(({ name }) => name);
      assert.deepEqual([...names].sort(), ["Overdue", "wait:Approve"]);
      const [first] = listOf(instance.history);
      assert.deepEqual(
        [first?.index, first?.came, first?.state],
        [1, { kind: "start", by: "hand", input: payment }, "asked"],
      );
      assert.match(String(first?.at), /^\d{4}-\d\d-\d\dT/);
      await acceptedOf(await step(world, id, "cancel"));
    },
  },
  {
    name: "a signal goes on, and its commands are told with their outcomes, step by step and page by page",
    options: admin.options,
    run: async (world) => {
      const id = await ask(world, await order(world));
      await approve(world, id);
      const { history, commands, timers, endedAt } = await until(world, id, standing("completed"));
      assert.deepEqual(
        listOf(commands).map(({ index, command, status, reason }) => [index, command, status, reason]),
        [
          [1, "WithdrawMoney", "done", null],
          [2, "DepositMoney", "done", null],
        ],
      );
      assert.deepEqual(timers, []);
      assert.match(String(endedAt), /^\d{4}-\d\d-\d\dT/);
      const steps: Facts[] = [];
      for (let search = "limit=1"; search !== ""; ) {
        const page: Facts = await answerOf(await asAdmin(world)(`${pathOf(id)}?${search}`));
        assert.ok(listOf(page.history).length <= 1 && listOf(page.commands).length <= 1);
        steps.push(...listOf(page.history));
        const { next } = page;
        search = isRecord(next) ? `limit=1&afterStep=${next.afterStep}&afterCommand=${next.afterCommand}` : "";
      }
      assert.deepEqual(steps, history);
    },
  },
  {
    name: "instances are listed by status, page by page",
    options: admin.options,
    run: async (world) => {
      const payment = await order(world);
      const ids: string[] = [];
      for (let count = 0; count < 3; count++) {
        const id = await ask(world, payment);
        await acceptedOf(await step(world, id, "cancel", { why: "a test" }));
        await until(world, id, standing("cancelled"));
        ids.unshift(id);
      }
      const listed: unknown[] = [];
      for (let after = ""; listed.length < 3; ) {
        const page = await answerOf(await asAdmin(world)(`${root}?status=cancelled&limit=1${after}`));
        listed.push(...listOf(page.instances).map(({ id }) => id));
        after = `&after=${encodeURIComponent(String(page.next))}`;
      }
      assert.deepEqual([...listed].sort(), [...ids].sort());
      const { instances } = await answerOf(await asAdmin(world)(`${root}?status=running`));
      assert.deepEqual(
        listOf(instances).filter(({ id }) => ids.includes(String(id))),
        [],
      );
      const { workflows } = await answerOf(await asAdmin(world)("/workflows"));
      const [overview] = listOf(workflows);
      assert.deepEqual([overview?.name, overview?.latest, overview?.versions], ["payment", 1, [1]]);
      assert.ok(isRecord(overview?.instances) && Number(overview.instances.cancelled) >= 3);
    },
  },
  {
    name: "a cancelled instance tells why, and is not steered any more",
    options: admin.options,
    run: async (world) => {
      const payment = await order(world);
      const id = await ask(world, payment);
      await acceptedOf(await step(world, id, "cancel", { why: "changed their mind" }));
      const { reason, waits } = await until(world, id, standing("cancelled"));
      assert.deepEqual([reason, waits], ["changed their mind", []]);
      await problemOf(await step(world, id, "cancel"), "workflow_refused");
      await problemOf(await asAdmin(world)(`${pathOf(id)}/signals/Approve`, json({ by: "Zoe" })), "workflow_refused");
      await problemOf(await step(world, id, "migrate"), "workflow_refused");
    },
  },
  {
    name: "an instance whose undo is refused is stuck, and goes on when it is resumed",
    options: admin.options,
    run: async (world) => {
      const refund = world.fresh();
      const id = await ask(world, { ...(await order(world)), to: world.fresh(), refund });
      await approve(world, id);
      const { trouble } = await until(world, id, standing("stuck"));
      assert.match(String(trouble), /rejected: NotOpen/);
      await answerOf(await world.ask("/commands/OpenAccount", json({ accountId: refund, owner: "Ann" })));
      await acceptedOf(await step(world, id, "resume"));
      const { commands } = await until(world, id, standing("failed"));
      const undone = listOf(commands).filter(({ undoes, status }) => undoes !== null && status === "done");
      assert.equal(undone.length, 1);
      await problemOf(await step(world, id, "resume"), "workflow_refused");
    },
  },
  {
    name: "an instance whose reaction fails waits behind its letter, and goes on once that is mended",
    options: admin.options,
    run: async (world) => {
      const id = await ask(world, await order(world));
      const by = world.fresh();
      poisoned.add(by);
      await approve(world, id, by);
      await until(world, id, ({ letters }) => letters === 1);
      const letters = `/admin/dead-letters/payment/${id}`;
      const [letter] = listOf((await answerOf(await asAdmin(world)(letters))).letters);
      assert.ok(isRecord(letter?.cause));
      assert.equal(letter.cause.message, secret);
      poisoned.delete(by);
      const { done } = await answerOf(await asAdmin(world)(`${letters}/retry`, post));
      assert.equal(done, true);
      await until(world, id, standing("completed"));
    },
  },
  {
    name: "an instance is found by whatever id it has",
    options: admin.options,
    run: async (world) => {
      const payment = await order(world);
      for (const odd of ["a/b", "migrate", "ä ö", "100%", "%2F", '["q",1]', "?#&=+"]) {
        const id = odd === "migrate" ? odd : `${world.fresh()} ${odd}`;
        if ((await asAdmin(world)(pathOf(id))).status === 404) await ask(world, payment, id);
        assert.equal((await until(world, id, () => true)).id, id);
      }
    },
  },
  {
    name: "whoever starts a payment without an id is told one, and the same id is not started twice",
    options: admin.options,
    run: async (world) => {
      const payment = await order(world);
      const { id } = await acceptedOf(await asAdmin(world)(root, json(payment)));
      await until(world, String(id), standing("running"));
      await problemOf(await asAdmin(world)(`${root}?id=${id}`, json(payment)), "workflow_refused");
    },
  },
  {
    name: "all instances of a workflow are migrated at once, those of the latest version not",
    options: admin.options,
    run: async (world) => {
      const id = await ask(world, await order(world));
      assert.deepEqual(await acceptedOf(await asAdmin(world)(`${root}/migrate`, post)), { asked: 0 });
      assert.deepEqual(await acceptedOf(await step(world, id, "migrate")), { workflow: "payment", id, asked: 0 });
    },
  },
  {
    name: "workflows and instances that nobody knows are told so",
    options: admin.options,
    run: async (world) => {
      const asked = asAdmin(world);
      for (const name of [world.fresh(), "constructor", "%00"]) {
        await problemOf(await asked(`/workflows/${name}`), "unknown_workflow");
        await problemOf(await asked(`/workflows/${name}`, json({})), "unknown_workflow");
        await problemOf(await asked(`/workflows/${name}/a`), "unknown_workflow");
        await problemOf(await asked(`/workflows/${name}/migrate`, post), "unknown_workflow");
      }
      const { detail } = await problemOf(await asked("/workflows/paymnt"), "unknown_workflow");
      assert.match(detail, /did you mean "payment"/);
      for (const id of [world.fresh(), "%00"]) {
        await problemOf(await asked(`${root}/${id}`), "unknown_instance");
        await problemOf(await asked(`${root}/${id}/signals/Approve`, json({ by: "Zoe" })), "unknown_instance");
        for (const what of ["cancel", "resume", "migrate"])
          await problemOf(await asked(`${root}/${id}/${what}`, post), "unknown_instance");
      }
    },
  },
  {
    name: "parameters, inputs and signals that do not fit are told where",
    options: admin.options,
    run: async (world) => {
      const asked = asAdmin(world);
      const searches = [
        "limit=0",
        "limit=1001",
        "status=lost",
        "after=x",
        'after=["a","b"]',
        'after=["2026-01-01T00:00:00Z"]',
      ];
      for (const search of [
        ...searches.map((one) => `?${one}`),
        "/a?afterStep=x",
        "/a?afterCommand=-1",
        "/a?limit=0",
      ]) {
        const { issues } = await problemOf(await asked(root + search), "invalid_query");
        assert.equal(issues?.[0]?.path, /[?]([a-zA-Z]+)=/.exec(search)?.[1]);
      }
      for (const id of ["", "%00", "x".repeat(256)])
        await problemOf(await asked(`${root}?id=${id}`, json({})), "invalid_query");
      const { issues } = await problemOf(
        await asked(root, json({ from: "a", to: "b", amount: "1" })),
        "invalid_command",
      );
      assert.equal(issues?.[0]?.path, "amount");
      await problemOf(await asked(root, post), "invalid_command");
      await problemOf(
        await asked(root, { ...post, body: "{}", headers: { "content-type": "text/plain" } }),
        "unsupported_media_type",
      );
      await problemOf(
        await asked(root, { ...post, body: "{", headers: { "content-type": "application/json" } }),
        "malformed_json",
      );

      const id = await ask(world, await order(world));
      const wrong = await problemOf(await asked(`${pathOf(id)}/signals/Approve`, json({ by: 1 })), "invalid_command");
      assert.equal(wrong.issues?.[0]?.path, "by");
      const unknown = await problemOf(
        await asked(`${pathOf(id)}/signals/Aprove`, json({ by: "Zoe" })),
        "workflow_refused",
      );
      assert.match(unknown.detail, /did you mean "Approve"/);
      for (const body of [{ why: "" }, { why: 1 }, { reason: "x" }])
        assert.match(
          (await problemOf(await step(world, id, "cancel", body), "invalid_command")).detail,
          /; send \{ "why"/,
        );
      await problemOf(await step(world, id, "resume", { all: true }), "invalid_command");
      await problemOf(await step(world, id, "resume"), "workflow_refused");
    },
  },
];
