import type { Driver, Watch } from "../driver.ts";
import { lockKey, type SchemaName } from "../sql/schema-name.ts";

/** One connection beside the others that hears of new events and holds the nodes' signs of life, where a connection can. */
export interface Watcher {
  /** Whether there can be one; throws when the database is away. */
  watches(): Promise<boolean>;
  /** Calls `wake` when something may have been appended, until the signal aborts. */
  hear(wake: () => void, signal: AbortSignal): void;
  /** The key of the lock that the node holds by now; undefined where it holds none. */
  sign(node: string): Promise<string | undefined>;
  unsign(node: string): Promise<void>;
  close(): Promise<void>;
}

/** The channel of a schema; the schema's name may be as long as any. */
export function channelOf({ appendKey }: SchemaName): string {
  return `myelin_${appendKey.toString(16)}`;
}

export const signText = "select pg_try_advisory_lock($1::bigint)";
export const unsignText = "select pg_advisory_unlock($1::bigint)";

/** A host that vanished is noticed by the server after some ten seconds. Seconds. */
export function watchText(schema: SchemaName): string {
  const patience = "set tcp_keepalives_idle = 4; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3";
  return `${patience}; listen ${channelOf(schema)}`;
}

/** Milliseconds until a lost connection is made again. */
const pause = 200;

export function watchDatabase({ driver, schema }: { driver: Driver; schema: SchemaName }): Watcher {
  return new DatabaseWatcher(driver, schema);
}

class DatabaseWatcher implements Watcher {
  private readonly driver: Driver;
  private readonly schema: SchemaName;
  private readonly wakes = new Set<() => void>();
  private readonly signed = new Set<string>();
  private watch: Promise<Watch | undefined> | undefined = undefined;
  private again: ReturnType<typeof setTimeout> | undefined = undefined;
  private closed = false;

  constructor(driver: Driver, schema: SchemaName) {
    this.driver = driver;
    this.schema = schema;
  }

  async watches(): Promise<boolean> {
    return (await this.open()) !== undefined;
  }

  hear(wake: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.wakes.add(wake);
    signal.addEventListener("abort", () => this.wakes.delete(wake), { once: true });
  }

  /** A lock that is still held, as by the same node's lost connection, is asked for again the next time. */
  async sign(node: string): Promise<string | undefined> {
    if (this.driver.embedded === true) return undefined;
    const watch = await this.open().catch(() => undefined);
    if (watch === undefined) return undefined;
    const key = lockKey(["node", this.schema.plain, node]);
    if (this.signed.has(key)) return key;
    const opened = this.watch;
    const { rows } = await watch.query({ text: signText, values: [key] }).catch(() => ({ rows: [] }));
    // The connection may have broken meanwhile, and the lock with it.
    if (rows[0]?.[0] !== "t" || this.watch !== opened) return undefined;
    this.signed.add(key);
    return key;
  }

  async unsign(node: string): Promise<void> {
    const key = lockKey(["node", this.schema.plain, node]);
    if (!this.signed.delete(key)) return;
    const watch = await this.open().catch(() => undefined);
    await watch?.query({ text: unsignText, values: [key] }).catch(() => {});
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.again);
    const watch = await this.watch?.catch(() => undefined);
    await watch?.release();
  }

  private open(): Promise<Watch | undefined> {
    if (this.closed) return Promise.resolve(undefined);
    this.watch ??= this.begin();
    return this.watch;
  }

  private async begin(): Promise<Watch | undefined> {
    try {
      const watch = await this.driver.watch(() => this.ring());
      if (watch === undefined) return undefined;
      void watch.ended.then(() => this.lost());
      await watch.script(watchText(this.schema));
      return watch;
    } catch (error) {
      this.lost();
      throw error;
    }
  }

  private lost(): void {
    this.watch = undefined;
    this.signed.clear();
    if (this.closed || this.wakes.size === 0 || this.again !== undefined) return;
    this.again = setTimeout(() => {
      this.again = undefined;
      // Something may have been missed meanwhile.
      this.open().then(
        () => this.ring(),
        () => {},
      );
    }, pause);
  }

  private ring(): void {
    for (const wake of this.wakes) wake();
  }
}
