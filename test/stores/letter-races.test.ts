import { afterEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { keyHash } from "../../src/base/key-hash.ts";
import type { ClaimedLetter, LetterTransaction } from "../../src/store/letter-store.ts";
import type { Claim } from "../../src/store/segment-store.ts";
import type { Store } from "../../src/store/store.ts";
import { park } from "../../src/testing/store-contract/letters.ts";
import { at, claimedProcessor, letterAt, longLease } from "../../src/testing/store-contract/processors.ts";
import { freshDatabase } from "../support/database.ts";
import { gate } from "../support/gate.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

const place = { processor: "p", sequence: "s" };
const limits = { maxSequences: 9, maxLetters: 9 };

interface Scene {
  readonly store: Store;
  readonly raw: RawWriter;
  readonly claim: Claim;
  /** The sequence's only letter, claimed by a retry. */
  readonly letter: ClaimedLetter;
}

const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function scene(): Promise<Scene> {
  const url = await freshDatabase();
  const [store, raw] = [await postgresStore({ url }), rawWriter(url)];
  ended.push(raw.end, () => store.close());
  const claim = await claimedProcessor(store, "p");
  await park(store, place, { positions: [1] });
  const letter = await store.letters.claim({ processor: "p", leaseMs: longLease });
  if (letter === undefined) throw new Error("nothing to retry");
  return { store, raw, claim, letter };
}

/** The retry's transaction: removes the letter under its claim. */
function retry({ store, letter }: Scene, { meanwhile = async () => {} }: { meanwhile?: () => Promise<void> } = {}) {
  const { index, token } = letter;
  return store.segments.locked({
    processor: "p",
    hash: keyHash("s"),
    handle: async ({ letters }) => {
      const outcome = await letters.evict("s", { index, token });
      await meanwhile();
      return outcome;
    },
  });
}

/** The batch's transaction: an event of the sequence is put behind its letters, or else handled. */
function batch({ store, claim }: Scene, { meanwhile = async () => {} }: { meanwhile?: () => Promise<void> } = {}) {
  const outcome: { event?: string } = {};
  const handle = async ({ letters }: { readonly letters: LetterTransaction }): Promise<undefined> => {
    const parked = (await letters.parked()).has("s");
    const behind = parked ? await letters.enqueueIfPresent("s", { ...letterAt(2), ...limits }) : "absent";
    outcome.event = behind === "absent" ? "handled" : behind;
    await meanwhile();
  };
  const done = store.segments.work({ claim, from: at(0), to: at(2), handle });
  return done.then(({ kind }) => ({ kind, ...outcome }));
}

describe("a retry that removes the last letter, and a handler that puts one behind it", () => {
  it("leave the new letter to the retry when the handler was first", async () => {
    const here = await scene();
    const [inside, goOn] = [gate(), gate()];
    const batched = batch(here, {
      meanwhile: async () => {
        inside.open();
        await goOn.passed;
      },
    });
    await inside.passed;
    const retried = retry(here);
    // It waits for the batch, whoever owns the segment.
    await expect
      .poll(() => here.raw.run("select from pg_locks where locktype = 'advisory' and not granted"))
      .toHaveLength(1);
    goOn.open();
    expect(await batched).toEqual({ kind: "done", event: "enqueued" });
    expect(await retried).toEqual({ kind: "done", value: "evicted" });
    const next = await here.store.letters.claimNext({ ...place, token: here.letter.token, leaseMs: longLease });
    expect(next?.event.position).toBe("2");
  });

  it("leave the event to the handler when the retry was first", async () => {
    const here = await scene();
    const [inside, goOn] = [gate(), gate()];
    const retried = retry(here, {
      meanwhile: async () => {
        inside.open();
        await goOn.passed;
      },
    });
    await inside.passed;
    expect(await batch(here)).toEqual({ kind: "busy" });
    goOn.open();
    expect(await retried).toEqual({ kind: "done", value: "emptied" });
    expect(await batch(here)).toEqual({ kind: "done", event: "handled" });
    expect(await here.store.letters.contains(place)).toBe(false);
  });

  it("do not both remove a letter whose claim was lost meanwhile", async () => {
    const here = await scene();
    await here.raw.run("update myelin.dead_letters set claimed_until = now() - interval '1 second'");
    const thief = await here.store.letters.claim({ processor: "p", leaseMs: longLease });
    expect(thief?.token).not.toBe(here.letter.token);
    expect(await retry(here)).toEqual({ kind: "done", value: "unknown" });
    expect(await here.store.letters.contains(place)).toBe(true);
  });
});
