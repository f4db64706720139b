import { emptyRing, homeOf, type NodeRing, withMember } from "../../../src/model/node-ring.ts";
import { keyHash, type StoredEvent } from "../../../src/runtime/mod.ts";
import type { Acknowledged } from "../load/callers.ts";

/** What is wrong with a log, a sentence each. */
export function faultsOf(events: readonly StoredEvent[], acknowledged: readonly Acknowledged[]): readonly string[] {
  const [versions, ids] = [new Map<string, number>(), new Map<string, string>()];
  const faults: string[] = [];
  for (const { stream, version, commandId } of events) {
    const expected = (versions.get(stream.id) ?? 0) + 1;
    if (version !== expected) faults.push(`stream ${stream.id} goes on with ${version} in place of ${expected}`);
    versions.set(stream.id, version);
    if (ids.has(commandId)) faults.push(`${commandId} was done twice`);
    ids.set(commandId, `${stream.id} ${version}`);
  }
  for (const { id, tallyId, version } of acknowledged)
    if (ids.get(id) !== `${tallyId} ${version}`)
      faults.push(`${id} was told to be ${tallyId} ${version}, found ${ids.get(id)}`);
  return faults;
}

export function ringOf(nodes: readonly string[]): NodeRing {
  const commands = new Set(["Add"]);
  return nodes.reduce((ring, name) => withMember(ring, { name, loadFactor: 100, commands }), emptyRing);
}

export function homeIn(ring: NodeRing, tallyId: string): string | undefined {
  return homeOf(ring, { hash: keyHash(tallyId), command: "Add" })?.name;
}

/** Part of the commands that their home nodes handled. */
export function homeShare(events: readonly StoredEvent[], nodes: readonly string[]): number {
  const ring = ringOf(nodes);
  const atHome = events.filter(({ stream, metadata }) => metadata["myelin.node"] === homeIn(ring, stream.id));
  return atHome.length / events.length;
}

/** Of each tally, who handled most of its commands. */
export function handlersOf(events: readonly StoredEvent[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { stream, metadata } of events) {
    const by = counts.get(stream.id) ?? new Map<string, number>();
    const node = String(metadata["myelin.node"]);
    counts.set(stream.id, by.set(node, (by.get(node) ?? 0) + 1));
  }
  const most = (by: ReadonlyMap<string, number>): string => [...by].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
  return new Map([...counts].map(([id, by]) => [id, most(by)]));
}
