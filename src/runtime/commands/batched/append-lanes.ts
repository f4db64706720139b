import { startOfLog } from "../../../model/position.ts";
import { conflictError, type HandlePorts, handleCommand, pauseMs } from "../handle-command.ts";
import type { StreamCache } from "../stream-cache.ts";
import { type Chain, decideChain } from "./decide-chain.ts";
import { appendChains } from "./group-commit.ts";
import { type Job, type Lane, rejoinLane } from "./lane.ts";
import { type Careful, type Settled, settleChain } from "./settle-chain.ts";

export interface AppendingPorts {
  readonly ports: HandlePorts & { readonly maxBatch: number };
  readonly cache: StreamCache;
  /** Streams that other nodes write, too: each has a call of its own, so that its neighbours do not pay for its races. */
  readonly quarantine: Set<string>;
  readonly goOn: (lane: Lane) => void;
}

/** Decides what waits in the lanes and appends it in one call. Resolves when the call was answered. Never throws. */
export async function appendLanes(lanes: readonly Lane[], appending: AppendingPorts): Promise<void> {
  const { ports, quarantine } = appending;
  const chains = lanes.map((lane) => chainOf(lane, ports));
  const together = chains.filter(({ lane }) => !quarantine.has(lane.key));
  const alone = chains.filter(({ lane }) => quarantine.has(lane.key)).map((chain) => [chain]);
  await Promise.all([together, ...alone].map((call) => appendCall(call, appending)));
}

function chainOf(lane: Lane, { ids, maxBatch }: AppendingPorts["ports"]): Chain {
  // The executor hands over only lanes that know their stream.
  const base = lane.base ?? {
    state: lane.aggregate.initial(),
    head: { version: 0, eventId: null, position: startOfLog },
  };
  lane.base = undefined;
  return decideChain(lane, base, { nextId: ids.next, maxLinks: maxBatch });
}

async function appendCall(chains: readonly Chain[], appending: AppendingPorts): Promise<void> {
  const filled = chains.filter(({ links }) => links.length > 0);
  const outcomes = filled.length === 0 ? [] : await appendChains(appending.ports.events, filled);
  for (const chain of chains) {
    const outcome = outcomes[filled.indexOf(chain)];
    const settled = outcome === undefined ? untouched(chain) : settleChain(chain, outcome);
    // The slot need not wait for retries and for commands that are handled by themselves.
    void afterChain(chain, { settled, appending });
  }
}

function untouched({ base }: Chain): Settled {
  return { stream: base, again: [], careful: [] };
}

interface AfterChain {
  readonly settled: Settled;
  readonly appending: AppendingPorts;
}

async function afterChain({ lane, apart }: Chain, { settled, appending }: AfterChain): Promise<void> {
  const { cache, quarantine, goOn } = appending;
  const { stream, again, careful } = settled;
  if (stream === undefined) cache.delete(lane.key);
  else cache.set(lane.key, stream);
  if (again.length > 0) quarantine.add(lane.key);
  else quarantine.delete(lane.key);
  const alone: readonly Careful[] = apart === undefined ? careful : [...careful, { job: apart, history: undefined }];
  // Behind commands that are decided again, one that is handled by itself has to wait for its turn.
  if (again.length > 0) await tryAgain(lane, { jobs: [...again, ...alone.map(({ job }) => job)], appending });
  else for (const one of alone) await handleAlone(one, appending);
  if (alone.length > 0) cache.delete(lane.key);
  goOn(lane);
}

interface Retry {
  readonly jobs: readonly Job[];
  readonly appending: AppendingPorts;
}

async function tryAgain(lane: Lane, { jobs, appending }: Retry): Promise<void> {
  const { clock, random, maxConflicts } = appending.ports;
  const lost = jobs.filter(({ conflicts }) => conflicts + 1 >= maxConflicts);
  for (const { envelope, conflicts, fail } of lost)
    fail(conflictError(envelope, { conflicts: conflicts + 1, uncertain: false }));
  const rest = jobs.filter((job) => !lost.includes(job));
  const attempt = Math.max(0, ...rest.map(({ conflicts }) => conflicts)) + 1;
  await clock.sleep(pauseMs("conflict", { attempt, random }));
  rejoinLane(lane, rest);
}

/** Never throws: the outcome goes to the job. */
async function handleAlone({ job, history }: Careful, { ports }: AppendingPorts): Promise<void> {
  const { envelope, deadline, settle, fail } = job;
  try {
    settle(await handleCommand(envelope, { ports, deadline, ...(history === undefined ? {} : { history }) }));
  } catch (error) {
    fail(error);
  }
}
