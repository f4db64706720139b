import type { Clock, Deployment, DeploymentStore, InUse } from "../../src/runtime/mod.ts";
import type { MemoryLetterBox } from "./memory-letters.ts";
import { instanceText, type MemoryWorkflowBox } from "./memory-workflow-changes.ts";

export interface MemoryDeploymentPorts {
  readonly clock: Pick<Clock, "now">;
  readonly letters: MemoryLetterBox;
  readonly workflows: MemoryWorkflowBox;
}

export function memoryDeployments({ clock, ...held }: MemoryDeploymentPorts): DeploymentStore {
  // In the order in which they were last deployed.
  const deployments = new Map<string, Deployment>();
  return {
    record: async (fresh) => {
      const key = JSON.stringify([fresh.application, fresh.hash]);
      const now = new Date(clock.now());
      const firstAt = deployments.get(key)?.firstAt ?? now;
      deployments.delete(key);
      deployments.set(key, structuredClone({ ...fresh, firstAt, deployedAt: now }));
    },
    list: async ({ application, limit }) => {
      const own = [...deployments.values()].filter((one) => one.application === application);
      return structuredClone(own.reverse().slice(0, limit));
    },
    inUse: async () => inUse(held),
  };
}

function inUse({ letters, workflows }: Omit<MemoryDeploymentPorts, "clock">): InUse {
  const live = [...workflows.instances.values()].filter(({ head }) => head.endedAt === null);
  const parked = [...letters.byProcessor.values()].flatMap((sequences) => [...sequences.values()].flat());
  const pending = live.flatMap(({ commands }) => [...commands.values()].filter(({ status }) => status === "pending"));
  const timers = live.flatMap(({ head }) => {
    const { workflow, version } = head;
    return (workflows.timers.get(instanceText(head)) ?? []).map(({ name }) => ({ workflow, version, name }));
  });
  return {
    letters: counted(parked, ({ processor, eventType, event }) => ({
      processor,
      eventType,
      inbox: event.inbox !== undefined,
    })).map(([key, all]) => ({ ...key, letters: all.length, sequences: new Set(all.map((one) => one.sequence)).size })),
    instances: counted(live, ({ head: { workflow, version, status, state } }) => ({
      workflow,
      version,
      status,
      state,
    })).map(([key, all]) => ({ ...key, instances: all.length })),
    timers: counted(timers, (timer) => timer).map(([key, all]) => ({ ...key, timers: all.length })),
    commands: counted(pending, ({ command }) => ({ command })).map(([key, all]) => ({ ...key, commands: all.length })),
  };
}

/** By key, in the order of keys. */
function counted<Item, Key extends object>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): readonly (readonly [Key, readonly Item[]])[] {
  const groups = new Map<string, { readonly key: Key; readonly all: Item[] }>();
  for (const item of items) {
    const key = keyOf(item);
    const text = JSON.stringify(Object.values(key));
    const group = groups.get(text) ?? { key, all: [] };
    group.all.push(item);
    groups.set(text, group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { key, all }]) => [key, all]);
}
