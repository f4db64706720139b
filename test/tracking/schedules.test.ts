import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { type Position, startOfLog } from "../../src/model/position.ts";
import type { Store } from "../../src/store/store.ts";
import { freshDatabase } from "../support/database.ts";
import { propertyRuns } from "../support/property-runs.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

const writerCount = 5;

type Step =
  | { readonly kind: "insert"; readonly writer: number }
  | { readonly kind: "commit"; readonly writer: number }
  | { readonly kind: "rollback"; readonly writer: number }
  | { readonly kind: "read" }
  /** Another process goes on where the former had come. */
  | { readonly kind: "restart" };

const writer = fc.integer({ min: 0, max: writerCount - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("insert" as const), writer }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("commit" as const), writer }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rollback" as const), writer }) },
  { weight: 5, arbitrary: fc.constant({ kind: "read" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "restart" as const }) },
);

/** A projection that keeps what it saw, and writers that come and go between its looks. */
class Scene {
  readonly #url: string;
  readonly #writers: readonly RawWriter[];
  readonly #open: Set<number> = new Set();
  #store: Store;
  #at: Position = startOfLog;
  readonly seen: number[] = [];

  private constructor(url: string, store: Store) {
    this.#url = url;
    this.#store = store;
    this.#writers = Array.from({ length: writerCount }, () => rawWriter(url));
  }

  static async create(): Promise<Scene> {
    const url = await freshDatabase();
    return new Scene(url, await postgresStore({ url }));
  }

  async take(next: Step): Promise<void> {
    if (next.kind === "read") return this.read();
    if (next.kind === "restart") return this.restart();
    const writer = this.#writers[next.writer];
    if (writer === undefined) throw new Error("no such writer");
    if (next.kind === "insert") {
      if (!this.#open.has(next.writer)) await writer.begin();
      this.#open.add(next.writer);
      await writer.insert();
    } else if (this.#open.delete(next.writer)) {
      await writer[next.kind]();
    }
  }

  async read(): Promise<void> {
    const upTo = await this.#store.events.safeHead();
    const events = await this.#store.events.readLog({ after: this.#at, upTo, limit: 1_000 });
    this.seen.push(...events.map(({ position }) => Number(position)));
    this.#at = events.at(-1)?.position ?? this.#at;
  }

  async restart(): Promise<void> {
    await this.#store.close();
    this.#store = await postgresStore({ url: this.#url });
  }

  async finish(): Promise<readonly number[]> {
    for (const index of [...this.#open]) await this.take({ kind: "commit", writer: index });
    const last = Number(await this.#store.events.lastPosition());
    for (let look = 0; look < 50 && Number(await this.#store.events.safeHead()) < last; look++);
    await this.read();
    const rows = (await this.#writers[0]?.run("select position::integer from myelin.events order by position")) ?? [];
    return rows.map(({ position }) => position);
  }

  async close(): Promise<void> {
    await this.#store.close();
    await Promise.all(this.#writers.map((each) => each.end()));
  }
}

describe("a reader that follows the safe head", () => {
  const scene = Scene.create();
  afterAll(async () => (await scene).close());

  it("misses nothing and sees nothing twice under any schedule of begin, insert, commit and rollback", async () => {
    const log = await scene;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (schedule) => {
        for (const next of schedule) await log.take(next);
        expect(log.seen).toEqual(await log.finish());
      }),
      propertyRuns(60),
    );
  });
});
