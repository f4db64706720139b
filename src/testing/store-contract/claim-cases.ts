import type { Claim } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { expectEqual, expectTrue, present } from "./expect.ts";
import { at, claimedProcessor, longLease, mustWork, nothing, registered, segmentOf, stateOf } from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

interface Claiming {
  readonly node: string;
  readonly leaseMs?: number;
  readonly force?: boolean;
}

async function claimWhole(
  { segments }: Store,
  processor: string,
  { node, leaseMs = longLease, force = false }: Claiming,
): Promise<Claim | undefined> {
  const [claim] = await segments.claim({ node, leaseMs, force, segments: [{ processor, id: 0, mask: 0 }] });
  return claim;
}

export const claimCases: readonly StoreCase[] = [
  {
    name: "a free segment is claimed by one of many",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name);
      const nodes = [1, 2, 3, 4].map((node) => unique(`n${node}`));
      const claims = await Promise.all(nodes.map((node) => claimWhole(store, name, { node })));
      const [got, ...others] = claims.flatMap((claim) => claim ?? []);
      expectEqual(others, []);
      const { owner, epoch } = await segmentOf(store, present(got, "a claim"));
      expectEqual({ node: owner?.node, epoch }, { node: got?.node, epoch: got?.epoch });
      expectTrue((owner?.leaseMs ?? 0) > 0, "the lease has begun");
    },
  },
  {
    name: "what is not there, or is cut otherwise, is not claimed",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name);
      const segments = [
        { processor: name, id: 0, mask: 1 },
        { processor: name, id: 1, mask: 1 },
        { processor: unique("unknown"), id: 0, mask: 0 },
      ];
      expectEqual(await store.segments.claim({ node: unique("n"), leaseMs: longLease, segments }), []);
      expectEqual(await store.segments.claim({ node: unique("n"), leaseMs: longLease, segments: [] }), []);
    },
  },
  {
    name: "an owned segment is not claimed by others as long as the lease runs, and is when it has ended",
    run: async ({ store, unique }) => {
      const [name, one, two] = [unique("p"), unique("n1"), unique("n2")];
      await registered(store, name);
      const first = present(await claimWhole(store, name, { node: one }), "the first claim");
      expectEqual(await claimWhole(store, name, { node: two }), undefined);
      await store.segments.renew({ id: one, processors: [name], leaseMs: 0, reports: [] });
      expectTrue(((await segmentOf(store, first)).owner?.leaseMs ?? 1) <= 0, "the lease is shown to have ended");
      const second = present(await claimWhole(store, name, { node: two }), "the second claim");
      expectTrue(second.epoch > first.epoch, "the epoch grows");
    },
  },
  {
    name: "a renewal keeps what a node owns, tells how it is doing and who is there",
    run: async ({ store, unique }) => {
      const [name, node, other] = [unique("p"), unique("n1"), unique("n2")];
      await registered(store, name);
      const claim = present(await claimWhole(store, name, { node, leaseMs: 0 }), "a claim");
      const report = { state: "failing", error: "mend \0 me" } as const;
      const life = { id: node, processors: [name], leaseMs: longLease, reports: [{ ...claim, ...report }] };
      const { processors: states } = await store.segments.renew(life);
      expectEqual(
        states.map((state) => [state.name, state.nodes]),
        [[name, [node]]],
      );
      const [segment] = states[0]?.segments ?? [];
      expectTrue((segment?.owner?.leaseMs ?? 0) > 0, "the lease runs again");
      expectEqual(segment?.report?.state, "failing");
      expectTrue(segment?.report?.error?.startsWith("mend") === true, "the error is told");
      await store.segments.renew({ id: other, processors: [name], leaseMs: longLease, reports: [] });
      expectEqual((await stateOf(store, name)).nodes, [node, other].sort());
      expectEqual(await claimWhole(store, name, { node: other }), undefined);
      expectEqual((await store.segments.renew({ ...life, processors: [] })).processors, []);
    },
  },
  {
    name: "a node does not report on what others own",
    run: async ({ store, unique }) => {
      const [name, node] = [unique("p"), unique("n1")];
      await registered(store, name);
      const claim = present(await claimWhole(store, name, { node }), "a claim");
      const reports = [{ ...claim, state: "failing" as const, error: "not mine" }];
      await store.segments.renew({ id: unique("n2"), processors: [name], leaseMs: longLease, reports });
      expectEqual((await segmentOf(store, claim)).report, undefined);
    },
  },
  {
    name: "a node that asks again for its own gets it under a later epoch",
    run: async ({ store, unique }) => {
      const [name, node] = [unique("p"), unique("n")];
      await registered(store, name);
      const first = present(await claimWhole(store, name, { node }), "the first claim");
      const second = present(await claimWhole(store, name, { node }), "the second claim");
      expectTrue(second.epoch > first.epoch, "the epoch grows");
      expectEqual(await store.segments.work({ claim: first, from: at(0), to: at(1), handle: nothing }), {
        kind: "lost",
      });
    },
  },
  {
    name: "a stolen claim is lost for work, passing and release",
    run: async ({ store, unique }) => {
      const name = unique("p");
      const old = await claimedProcessor(store, name);
      const thief = present(await claimWhole(store, name, { node: unique("thief"), force: true }), "the stolen claim");
      let called = false;
      const handle = async (): Promise<undefined> => {
        called = true;
      };
      expectEqual(await store.segments.work({ claim: old, from: at(0), to: at(1), handle }), { kind: "lost" });
      expectEqual(await store.segments.pass([{ claim: old, from: at(0), to: at(1) }]), []);
      await store.segments.release({ claims: [old], awayMs: longLease });
      expectEqual(called, false);
      expectEqual((await segmentOf(store, old)).owner?.node, thief.node);
      await mustWork(store, thief);
    },
  },
  {
    name: "a claim that is stolen during a batch makes it roll back, and does not wait for it",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const name = unique("p");
      const old = await claimedProcessor(store, name);
      const stolen: { claim?: Claim | undefined } = {};
      const result = await store.segments.work({
        claim: old,
        from: at(0),
        to: at(5),
        handle: async () => {
          stolen.claim = await claimWhole(store, name, { node: unique("thief"), force: true });
          return undefined;
        },
      });
      expectEqual(result, { kind: "lost" });
      expectEqual((await segmentOf(store, old)).position, "0");
      await mustWork(store, present(stolen.claim, "the stolen claim"), { to: at(3) });
    },
  },
  {
    name: "a renewal does not wait for a batch",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const name = unique("p");
      const claim = await claimedProcessor(store, name);
      const life = { id: claim.node, processors: [name], leaseMs: longLease };
      const reports = [{ ...claim, state: "running" as const, error: null }];
      await mustWork(store, claim, { handle: async () => void (await store.segments.renew({ ...life, reports })) });
    },
  },
  {
    name: "a released segment is free at once, but kept away from whom it was taken",
    run: async ({ store, unique }) => {
      const [name, one, two] = [unique("p"), unique("n1"), unique("n2")];
      await registered(store, name);
      const claim = present(await claimWhole(store, name, { node: one }), "a claim");
      await store.segments.release({ claims: [claim], awayMs: longLease });
      expectEqual((await segmentOf(store, claim)).owner, undefined);
      expectEqual(await claimWhole(store, name, { node: one }), undefined);
      const second = present(await claimWhole(store, name, { node: two }), "the other's claim");
      await store.segments.release({ claims: [second], awayMs: 0 });
      expectTrue((await claimWhole(store, name, { node: two })) !== undefined, "the time is over");
    },
  },
  {
    name: "a node that leaves gives up everything at once",
    run: async ({ store, unique }) => {
      const [name, one, two] = [unique("p"), unique("n1"), unique("n2")];
      await registered(store, name);
      const claim = present(await claimWhole(store, name, { node: one }), "a claim");
      await store.segments.renew({ id: one, processors: [name], leaseMs: longLease, reports: [] });
      await store.segments.leave(one);
      expectEqual((await stateOf(store, name)).nodes, []);
      expectEqual(await store.segments.work({ claim, from: at(0), to: at(1), handle: nothing }), { kind: "lost" });
      expectTrue((await claimWhole(store, name, { node: two })) !== undefined, "others get it");
    },
  },
];
