import { setTimeout as pause } from "node:timers/promises";
import type { SegmentStore } from "../../../src/runtime/mod.ts";
import type { CuttingProxy } from "../../support/cutting-proxy.ts";
import type { ChaosServer } from "../database/chaos-server.ts";
import { execute } from "../database/open-session.ts";
import type { ChaosNode } from "../node/node-process.ts";
import { stopMs } from "../node/node-settings.ts";
import type { Fault } from "./fault.ts";
import { reshape } from "./reshape.ts";

/** What faults are done to. */
export interface Victims {
  readonly server: ChaosServer;
  readonly nodes: readonly ChaosNode[];
  /** One for each node. */
  readonly proxies: readonly CuttingProxy[];
  readonly segments: SegmentStore;
  readonly processors: readonly string[];
}

/** Milliseconds that a node's way to the database is broken. */
const brokenMs = 300;
/** Milliseconds to wait for a node that is starting. */
const readyWithinMs = 5_000;
/** Milliseconds to wait for a message to cut at. */
const cutWithinMs = 3_000;

/** True when the fault was really done to somebody. */
export async function carryOut(fault: Fault, victims: Victims): Promise<boolean> {
  const { server } = victims;
  const node = victims.nodes[fault.target];
  const proxy = victims.proxies[fault.target];
  if (node === undefined || proxy === undefined) return false;
  switch (fault.form) {
    case "kill":
      return node.kill();
    case "stop":
      // A node that is only just starting holds no segment: to stop it would show nothing.
      await Promise.race([node.ready(), pause(readyWithinMs, undefined, { ref: false })]);
      return node.freeze(stopMs);
    case "immediate":
    case "fast":
      await server.restart(fault.form);
      return true;
    case "break":
      return breakAll(proxy);
    case "before":
    case "after":
    case "meanwhile":
      return cutAtCommit(proxy, fault.form);
    case "terminate":
      return terminate(server.url);
    case "split":
    case "merge":
      return reshape(fault, victims);
  }
}

async function breakAll(proxy: CuttingProxy): Promise<boolean> {
  proxy.interrupt();
  await pause(brokenMs);
  proxy.restore();
  return true;
}

/** An order that nobody met stays: it cuts the next message that fits, and counts only if that comes soon. */
function cutAtCommit(proxy: CuttingProxy, at: "before" | "after" | "meanwhile"): Promise<boolean> {
  return Promise.race([proxy.cut(at, "commit").then(() => true), pause(cutWithinMs, false, { ref: false })]);
}

/** Some of the nodes' backends, whatever they are at. */
async function terminate(url: string): Promise<boolean> {
  const text = `select pg_terminate_backend(pid) from (
    select pid from pg_stat_activity where application_name like 'node-%' and backend_type = 'client backend'
    order by random() limit 3) as victims`;
  return (await execute(url, text)) > 0;
}
