import { freshHistory, type HandlePorts, handleCommand, pauseAfter, withFailure } from "../handle-command.ts";
import type { StreamCache } from "../stream-cache.ts";
import { type Chain, decideChain } from "./decide-chain.ts";
import { appendChains, type ChainOutcome } from "./group-commit.ts";
import { type Job, type Lane, rejoinLane } from "./lane.ts";
import type { NewStreams } from "./new-streams.ts";
import { type Again, type Careful, type Settled, settleChain } from "./settle-chain.ts";

export interface AppendingPorts {
  readonly ports: HandlePorts & { readonly maxBatch: number };
  readonly cache: StreamCache;
  /** Streams that other nodes write, too: each has a call of its own, so that its neighbours do not pay for its races. */
  readonly quarantine: Set<string>;
  readonly fresh: NewStreams;
  readonly goOn: (lane: Lane) => void;
}

/** Decides what waits in the lanes and appends it in one call. Resolves when the call was answered. Never throws. */
export async function appendLanes(lanes: readonly Lane[], appending: AppendingPorts): Promise<void> {
  const { ports, quarantine } = appending;
  const chains = chainsOf(lanes, { ports, mayTake: () => true });
  const together = chains.filter(({ lane }) => !quarantine.has(lane.key));
  const alone = chains.filter(({ lane }) => quarantine.has(lane.key)).map((chain) => [chain]);
  await Promise.all([together, ...alone].map((call) => appendCall(call, appending)));
}

interface Deciding {
  readonly ports: AppendingPorts["ports"];
  readonly mayTake: (envelope: Job["envelope"]) => boolean;
}

/** A chain for each lane that knows its stream. */
export function chainsOf(lanes: readonly Lane[], { ports, mayTake }: Deciding): readonly Chain[] {
  const { maxBatch } = ports;
  const nextId = ports.ids.next;
  const ids = new Set<string>();
  return lanes.flatMap((lane) => {
    const { base } = lane;
    if (base === undefined) return [];
    const chain = decideChain(lane, base, { nextId, maxLinks: maxBatch, ids, mayTake });
    lane.base = undefined;
    lane.loadMs = 0;
    if (lane.guess === "new") lane.guess = "none";
    return [chain];
  });
}

async function appendCall(chains: readonly Chain[], appending: AppendingPorts): Promise<void> {
  const outcomes = await appendChains(appending.ports.events, chains).catch((error: unknown) =>
    chains.map((): ChainOutcome => ({ kind: "failed", error })),
  );
  settleChains(chains, { outcomes, appending });
}

interface Answered {
  readonly outcomes: readonly ChainOutcome[];
  readonly appending: AppendingPorts;
}

/** Tells outcomes and sees to what is left; the call's slot need not wait for that. */
export function settleChains(chains: readonly Chain[], { outcomes, appending }: Answered): void {
  for (const [index, chain] of chains.entries()) {
    const outcome = outcomes[index];
    if (outcome !== undefined) void afterChain(chain, { settled: settleChain(chain, outcome), appending });
  }
}

interface AfterChain {
  readonly settled: Settled;
  readonly appending: AppendingPorts;
}

async function afterChain(chain: Chain, { settled, appending }: AfterChain): Promise<void> {
  const { lane, apart } = chain;
  const { quarantine, goOn } = appending;
  const { again, careful } = settled;
  keepStream(chain, { settled, appending });
  if (chain.guessed) learn(chain, { settled, appending });
  else if (again.length > 0) quarantine.add(lane.key);
  else quarantine.delete(lane.key);
  const history = freshHistory(undefined);
  const alone: readonly Careful[] = apart === undefined ? careful : [...careful, { job: apart, history }];
  // Behind commands that are decided again, one that is handled by itself has to wait for its turn.
  const behind = alone.map(({ job }): Again => ({ job, error: undefined }));
  if (again.length > 0) await tryAgain(lane, { jobs: [...again, ...behind], appending });
  else for (const one of alone) await handleAlone(one, appending);
  if (alone.length > 0) appending.cache.delete(lane.key);
  goOn(lane);
}

/** Whether the stream was new, as it was taken to be. */
function learn({ lane, links }: Chain, { settled, appending }: AfterChain): void {
  const [first] = links;
  if (first === undefined || settled.careful.length > 0) return;
  const wrong = settled.again.length > 0;
  appending.fresh.found(first.job.envelope.table.name, !wrong);
  if (wrong) lane.guess = "never";
}

function keepStream({ lane, loadMs }: Chain, { settled, appending }: AfterChain): void {
  const { cache, ports } = appending;
  const { stream, types } = settled;
  const { aggregate, key, scope } = lane;
  if (stream === undefined) {
    cache.delete(key);
    return;
  }
  const after = ports.snapshots.consider({ aggregate, stream: lane.stream, after: stream, types, loadMs });
  // A stream whose sequence is held on all nodes is mostly written elsewhere next.
  if (aggregate.cached && scope === "node") cache.set(key, after);
}

interface Retry {
  readonly jobs: readonly Again[];
  readonly appending: AppendingPorts;
}

/** Each job's own policy says whether and when; those that go on stay together and in order. */
async function tryAgain(lane: Lane, { jobs, appending }: Retry): Promise<void> {
  const { ports } = appending;
  const rest: Job[] = [];
  let pause = 0;
  for (const { job, error } of jobs) {
    const failures = error === undefined ? job.failures : withFailure(job.failures, { error, clock: ports.clock });
    try {
      if (error !== undefined)
        pause = Math.max(pause, pauseAfter(job.envelope, { failures, history: freshHistory(0), ports }));
      rest.push({ ...job, failures });
    } catch (final) {
      job.fail(final);
    }
  }
  if (pause > 0) await ports.clock.sleep(pause);
  rejoinLane(lane, rest);
}

/** Never throws: the outcome goes to the job. */
async function handleAlone({ job, history }: Careful, { ports }: AppendingPorts): Promise<void> {
  const { envelope, deadline, failures, settle, fail } = job;
  try {
    settle(await handleCommand(envelope, { ports, deadline, earlier: { history, failures } }));
  } catch (error) {
    fail(error);
  }
}
