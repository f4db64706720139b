import { afterEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { Claim } from "../../src/store/segment-store.ts";
import type { Store } from "../../src/store/store.ts";
import {
  at,
  longLease,
  mustWork,
  nothing,
  registered,
  segmentOf,
  stateOf,
} from "../../src/testing/store-contract/processors.ts";
import type { StartedProcess } from "../hosts/started-process.ts";
import { freshDatabase } from "../support/database.ts";
import { rawWriter } from "../support/raw-writer.ts";
import { startNode } from "./node-program.ts";

const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function storeOn(url: string, mode?: "pooled"): Promise<Store> {
  const store = await postgresStore(mode === undefined ? { url } : { url, mode });
  ended.push(() => store.close());
  return store;
}

function living(node: StartedProcess): StartedProcess {
  ended.push(async () => {
    node.signal("SIGKILL");
    await node.ended;
  });
  return node;
}

async function killed(node: StartedProcess): Promise<void> {
  node.signal("SIGKILL");
  await node.ended;
}

const segment = { processor: "p", id: 0, mask: 0 };

async function claimIt(store: Store, { force = false }: { force?: boolean } = {}): Promise<Claim | undefined> {
  const [claim] = await store.segments.claim({ node: "this", leaseMs: longLease, force, segments: [segment] });
  return claim;
}

const minutes = 600_000;

describe("a node in another process", () => {
  it("keeps its segment while it lives, and loses it to others at once when it is killed", async () => {
    const url = await freshDatabase();
    const store = await storeOn(url);
    const node = living(startNode({ url, leaseMs: minutes }));
    await node.says(/claimed/);
    expect(await claimIt(store)).toBeUndefined();
    expect((await stateOf(store, "p")).nodes).toEqual(["other"]);
    await killed(node);
    // Its lease goes on for minutes: only the end of its session can tell.
    await expect.poll(async () => (await segmentOf(store, segment)).owner?.leaseMs).toBe(0);
    expect((await stateOf(store, "p")).nodes).toEqual([]);
    expect(await claimIt(store)).toMatchObject({ node: "this" });
  });

  it("keeps its segment until its lease has ended when nobody can tell whether it lives", async () => {
    const url = await freshDatabase();
    const [store, raw] = [await storeOn(url, "pooled"), rawWriter(url)];
    ended.push(raw.end);
    const node = living(startNode({ url, leaseMs: 1_500, mode: "pooled" }));
    await node.says(/claimed/);
    await killed(node);
    const lease = "(select lease_until from myelin.nodes where id = 'other')";
    await expect
      .poll(
        async () => {
          const [claim, [row]] = [await claimIt(store), await raw.run(`select clock_timestamp() < ${lease} as runs`)];
          // A claim that is had while the lease still runs afterwards was had too early.
          if (claim !== undefined && row?.runs === true) throw new Error("it was claimed before its time");
          return claim?.node;
        },
        { timeout: 20_000 },
      )
      .toBe("this");
  });

  it("that is stopped inside of a batch holds the segment no longer than a transaction may do nothing", async () => {
    const url = await freshDatabase();
    const store = await storeOn(url);
    const program = `const told = new Promise((resolve) => process.once("SIGUSR2", () => resolve(undefined)));
const handle = () => { console.log("inside"); return told; };
const result = await store.segments.work({ claim, from: "0", to: "5", handle }).catch((error) => ({ kind: error.code }));
console.log("ended " + result.kind);`;
    const node = living(startNode({ url, leaseMs: minutes, program }));
    await node.says(/inside/);
    node.signal("SIGSTOP");
    const claim = await claimIt(store, { force: true });
    if (claim === undefined) throw new Error("it could not be taken");
    const work = () => store.segments.work({ claim, from: at(0), to: at(3), handle: nothing });
    expect(await work()).toEqual({ kind: "busy" });
    await expect.poll(async () => (await work()).kind, { timeout: 20_000 }).toBe("done");
    node.signal("SIGCONT");
    node.signal("SIGUSR2");
    await node.says(/ended (unavailable|lost)/);
    expect((await segmentOf(store, segment)).position).toBe("3");
  });

  it("whose claim was stolen during a batch rolls it back, and its release changes nothing", async () => {
    const url = await freshDatabase();
    const store = await storeOn(url);
    const program = `const told = new Promise((resolve) => process.once("SIGUSR2", resolve));
const handle = async ({ letters }) => {
  await letters.enqueue("s", { event: { position: "1", subIndex: 0 }, eventType: "t", cause: null, diagnostics: {}, maxSequences: 9, maxLetters: 9 });
  console.log("inside");
  await told;
};
const result = await store.segments.work({ claim, from: "0", to: "5", handle });
await store.segments.release({ claims: [claim], awayMs: 60000 });
console.log("ended " + result.kind);`;
    const node = living(startNode({ url, leaseMs: minutes, program }));
    await node.says(/inside/);
    const claim = await claimIt(store, { force: true });
    node.signal("SIGUSR2");
    await node.says(/ended (lost|unavailable)/);
    expect(await store.letters.contains({ processor: "p", sequence: "s" })).toBe(false);
    const { owner, position } = await segmentOf(store, segment);
    expect({ node: owner?.node, position }).toEqual({ node: "this", position: "0" });
    if (claim !== undefined) await mustWork(store, claim);
  });
});

describe("a sign of life", () => {
  const life = { id: "this", processors: ["p"], leaseMs: longLease, reports: [] };
  const sign = "select sign is not null as signed from myelin.nodes where id = 'this'";
  const holder = `select l.pid from pg_locks l join myelin.nodes n on n.id = 'this'
where l.locktype = 'advisory' and l.objsubid = 1 and (l.classid::bigint << 32 | l.objid::bigint) = n.sign`;

  it("is given again when its connection broke", async () => {
    const url = await freshDatabase();
    const [store, raw] = [await storeOn(url), rawWriter(url)];
    ended.push(raw.end);
    await registered(store, "p");
    await store.segments.renew(life);
    expect(await raw.run(sign)).toEqual([{ signed: true }]);
    const [before] = await raw.run(holder);
    await raw.run(`select pg_terminate_backend(${before?.pid})`);
    await expect
      .poll(async () => {
        await store.segments.renew(life);
        const [[signed], [after]] = [await raw.run(sign), await raw.run(holder)];
        return signed?.signed === true && after !== undefined && after.pid !== before?.pid;
      })
      .toBe(true);
  });

  it("is not given through a pooler", async () => {
    const url = await freshDatabase();
    const [store, raw] = [await storeOn(url, "pooled"), rawWriter(url)];
    ended.push(raw.end);
    await registered(store, "p");
    expect((await store.segments.renew(life)).processors[0]?.nodes).toEqual(["this"]);
    expect(await raw.run(sign)).toEqual([{ signed: false }]);
  });

  it("ends with the node's leave", async () => {
    const url = await freshDatabase();
    const [store, raw] = [await storeOn(url), rawWriter(url)];
    ended.push(raw.end);
    await registered(store, "p");
    await store.segments.renew(life);
    const [before] = await raw.run(holder);
    expect(before).toBeDefined();
    await store.segments.leave("this");
    expect(await raw.run(`select from pg_locks where locktype = 'advisory' and pid = ${before?.pid}`)).toEqual([]);
  });
});

describe("wakes", () => {
  /** Resolves at the next call of `wake`. */
  function hearing(store: Store): { readonly told: Promise<boolean>; next(): Promise<void> } {
    let heard = (): void => {};
    const stop = new AbortController();
    ended.push(async () => stop.abort());
    const told = store.wakes.listen(() => heard(), stop.signal);
    return {
      told,
      next: () =>
        new Promise((resolve) => {
          heard = resolve;
        }),
    };
  }

  it("are heard by another store on a direct connection, also after that has broken, which is a reason to look by itself", async () => {
    const url = await freshDatabase();
    const [store, other, raw] = [await storeOn(url), await storeOn(url), rawWriter(url)];
    ended.push(raw.end);
    const { told, next } = hearing(store);
    expect(await told).toBe(true);
    const first = next();
    await other.wakes.tell();
    await first;
    const looked = next();
    await raw.run(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like '%listen myelin_%' and pid <> pg_backend_pid()",
    );
    await looked;
    const again = next();
    await other.wakes.tell();
    await again;
  });

  it("are told through a pooler, and heard by those who are not behind one", async () => {
    const url = await freshDatabase();
    const [store, pooled] = [await storeOn(url), await storeOn(url, "pooled")];
    expect(await hearing(pooled).told).toBe(false);
    const { told, next } = hearing(store);
    await told;
    const heard = next();
    await pooled.wakes.tell();
    await heard;
  });

  it("say at start how the database is reached", async () => {
    const url = await freshDatabase();
    expect(await (await storeOn(url)).describe()).toContain("direct connections");
    expect(await (await storeOn(url, "pooled")).describe()).toContain("through a transaction pooler");
  });
});
