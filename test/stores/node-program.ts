import { type StartedProcess, startProcess } from "../hosts/started-process.ts";

const built = new URL("../../dist/adapters/postgres-js/mod.js", import.meta.url).href;

export interface NodeProgramOptions {
  readonly url: string;
  readonly leaseMs: number;
  readonly mode?: "direct" | "pooled";
  /** What it does once it owns segment 0/0 of processor "p"; `store` and `claim` are there. */
  readonly program?: string;
}

/** A process of its own that claims a segment, says "claimed" and then only lives. */
export function startNode({ url, leaseMs, mode = "direct", program: own = "" }: NodeProgramOptions): StartedProcess {
  const program = `import { postgresStore } from ${JSON.stringify(built)};
const store = await postgresStore({ url: ${JSON.stringify(url)}, mode: "${mode}", limits: { idle: 1000 } });
await store.segments.register({ name: "p", fingerprint: "f1", segments: 1, start: "0" });
await store.segments.renew({ id: "other", processors: ["p"], leaseMs: ${leaseMs}, reports: [] });
const segments = [{ processor: "p", id: 0, mask: 0 }];
const [claim] = await store.segments.claim({ node: "other", leaseMs: ${leaseMs}, segments });
console.log("claimed " + claim.epoch);
setInterval(() => {}, 1000);
${own}`;
  return startProcess({ args: ["--input-type=module", "--eval", program] });
}
