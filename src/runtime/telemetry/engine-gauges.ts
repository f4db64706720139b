import type { Clock } from "../../base/ports.ts";
import { comparePositions } from "../../model/position.ts";
import type { Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import type { ProcessorAdmin, ProcessorOverview } from "../admin/admin-types.ts";
import type { CommandSide } from "../command-side.ts";
import type { Membership } from "../membership/membership.ts";
import type { Gauge } from "./engine-metrics.ts";

export interface GaugePorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly clock: Clock;
  readonly membership: Pick<Membership, "ring">;
  readonly commandsSide: Pick<CommandSide, "gate" | "waiting">;
  readonly processors: Pick<ProcessorAdmin, "list">;
}

/** Milliseconds that what the database told is told again: however many ask, it is asked no more often. */
const freshMs = 500;

/** How the engine stands, when somebody looks. What the database does not tell is left out: a look never fails. */
export function engineGauges(ports: GaugePorts): () => Promise<readonly Gauge[]> {
  let known: { readonly at: number; readonly gauges: readonly Gauge[] | undefined } | undefined;
  return async () => {
    const own = ownGauges(ports);
    const at = performance.now();
    if (known === undefined || at - known.at > freshMs)
      known = { at, gauges: await storedGauges(ports).catch(() => undefined) };
    const stored = known.gauges;
    return [...own, { key: "storeReady", of: [], value: stored === undefined ? 0 : 1 }, ...(stored ?? [])];
  };
}

function ownGauges({ commandsSide, membership, store }: GaugePorts): readonly Gauge[] {
  const { sequence, stream } = commandsSide.waiting();
  const { version, members } = membership.ring;
  return [
    { key: "commandsInFlight", of: [], value: commandsSide.gate.inside },
    { key: "commandsWaiting", of: ["sequence"], value: sequence },
    { key: "commandsWaiting", of: ["stream"], value: stream },
    { key: "ringVersion", of: [], value: version },
    { key: "ringMembers", of: [], value: members.size },
    ...poolGauges(store),
  ];
}

function poolGauges(store: Store): readonly Gauge[] {
  const use = store.pool();
  if (use === undefined) return [];
  return [
    { key: "poolConnections", of: ["used"], value: use.used },
    { key: "poolConnections", of: ["idle"], value: use.idle },
    { key: "poolMax", of: [], value: use.max },
    { key: "poolPending", of: [], value: use.waiting },
  ];
}

async function storedGauges(ports: GaugePorts): Promise<readonly Gauge[]> {
  const { store, tables, processors } = ports;
  const [head, overviews, ...workflows] = await Promise.all([
    store.events.safeHead(),
    processors.list(),
    ...Object.keys(tables.workflows).map((name) => workflowGauges(name, ports)),
  ]);
  return [
    { key: "logPosition", of: [], value: Number(head) },
    ...overviews.flatMap(processorGauges),
    ...workflows.flat(),
  ];
}

const states = ["running", "failing", "paused", "unowned"] as const;

function processorGauges({ name, segments, letters, parkedSequences }: ProcessorOverview): readonly Gauge[] {
  const [least] = segments.map(({ position }) => position).sort(comparePositions);
  const most = (lags: readonly number[]): number => Math.max(0, ...lags);
  return [
    { key: "processorPosition", of: [name], value: Number(least ?? 0) },
    { key: "processorLag", of: [name], value: most(segments.map(({ lagEvents }) => lagEvents)) },
    { key: "processorLagTime", of: [name], value: most(segments.map(({ lagSeconds }) => lagSeconds)) },
    ...states.map((state): Gauge => {
      return {
        key: "processorSegments",
        of: [name, state],
        value: segments.filter((one) => one.state === state).length,
      };
    }),
    { key: "letters", of: [name], value: letters },
    { key: "parkedSequences", of: [name], value: parkedSequences },
  ];
}

const statuses = ["running", "undoing", "stuck", "completed", "failed", "cancelled"] as const;

async function workflowGauges(workflow: string, { store, clock }: GaugePorts): Promise<readonly Gauge[]> {
  const [counts, { pending, timers, due }] = await Promise.all([
    store.workflows.counts(workflow),
    store.workflows.backlog({ workflow, now: new Date(clock.now()) }),
  ]);
  return [
    ...statuses.map(
      (status): Gauge => ({ key: "workflowInstances", of: [workflow, status], value: counts[status] ?? 0 }),
    ),
    { key: "workflowOutbox", of: [workflow], value: pending },
    { key: "workflowTimers", of: [workflow], value: timers },
    { key: "workflowTimersDue", of: [workflow], value: due },
  ];
}
