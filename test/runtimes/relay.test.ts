import type { NatsConnection } from "@nats-io/nats-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { EventPublisher } from "../../src/runtime/mod.ts";
import { type StartedProcess, startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { countMessages, makeStream, readAll, versionsByStream } from "../relay/stream.ts";
import { sell, shop, startShop } from "../runtime/relay/till.ts";
import { freshDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { type NatsServer, natsFolder, startNats } from "../support/nats-server.ts";
import { bunBinary } from "./bun-binary.ts";
import { denoBinary } from "./deno-binary.ts";
import { skipFor } from "./lane.ts";

const [bun, deno] = [bunBinary(), denoBinary()];
const noNats = (await natsFolder) === undefined ? "nats-server is not installed; it is Debian's package" : undefined;
const missing = noNats ?? ("missing" in bun ? bun.missing : "missing" in deno ? deno.missing : undefined);
const program = `${root}test/relay/relay-program.ts`;

describe.skipIf(skipFor(missing))("a relay on other runtimes", () => {
  const ids = Array.from({ length: 16 }, (_, index) => `t-${index}`);
  const each = 25;
  const silent: EventPublisher = { publish: () => new Promise(() => {}) };
  const started: StartedProcess[] = [];
  let nats: NatsServer;
  let connection: NatsConnection;
  let databaseUrl: string;

  beforeAll(async () => {
    nats = await startNats();
    connection = await nats.connect();
    await makeStream(connection);
    databaseUrl = await freshDatabase();
  });
  afterAll(async () => {
    for (const one of started) one.signal("SIGKILL");
    await nats?.stop();
  });

  it("killed in mid-stream on Bun, taken over on Deno: nothing is lost, doubled or out of order", async () => {
    const store = await postgresStore({ url: databaseUrl });
    await store.schema.migrate(shop());
    const filling = await startShop({ out: silent, store, tables: shop({ segments: 4 }) });
    for (let nth = 0; nth < each; nth++) await Promise.all(ids.map((id) => sell(filling, id, nth)));
    await filling.stop();
    const first = start("path" in bun ? [bun.path, program] : [], { LOSE_AFTER: "30" });
    await first.says(/published 35\b/);
    first.signal("SIGKILL");
    expect(await first.ended).toMatchObject({ signal: "SIGKILL" });
    expect(await countMessages(connection)).toBeLessThan(ids.length * each);
    const second = start("path" in deno ? [deno.path, "run", "-A", "--no-check", program] : []);
    await second.says(/relaying/);
    const all = ids.length * each;
    await eventually(async () => expect(await countMessages(connection)).toBe(all));
    second.signal("SIGTERM");
    expect(await second.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("stopped") });
    const inOrder = Array.from({ length: each }, (_, index) => index + 1);
    const versions = versionsByStream(await readAll(connection));
    expect(versions).toEqual(Object.fromEntries(ids.map((id) => [`till/${id}`, inOrder])));
  });

  function start([command = "", ...args]: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const env = { DATABASE_URL: databaseUrl, NATS_URL: nats.url, ...more };
    const process = startProcess({ command, args, cwd: root, env });
    started.push(process);
    return process;
  }
});
