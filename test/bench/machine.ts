import { cpus, loadavg, release, totalmem, type } from "node:os";

/** Where the figures come from. The load is that of the minute before. */
export function machineFacts(): Readonly<Record<string, unknown>> {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    at: new Date().toISOString(),
  };
}
