import { isMyelinError } from "../../../base/error.ts";
import { freshHistory } from "../attempt-command.ts";
import { pauseAfter, withFailure } from "../handle-command.ts";
import type { AppendingPorts } from "./appending-ports.ts";
import type { Chain } from "./decide-chain.ts";
import { handleInOrder } from "./handle-in-order.ts";
import type { Job, Lane } from "./lane.ts";
import type { Again, Careful, Settled } from "./settle-chain.ts";

interface AfterChain {
  readonly settled: Settled;
  readonly appending: AppendingPorts;
}

/** Streams known to be written elsewhere, at most: they are only a hint, and nobody tells when they are of no use any more. */
const maxQuarantine = 10_000;

/** Sees to what is left once a chain was answered, then lets its lane go on. Never throws. */
export function afterChain(chain: Chain, { settled, appending }: AfterChain): void {
  keepStream(chain, { settled, appending });
  learn(chain, { settled, appending });
  const { again, careful } = settled;
  if (chain.links.length > 0) for (const { error } of again) countConflict(chain, { error, appending });
  if (again.length === 0 && careful.length === 0 && chain.apart === undefined) appending.goOn(chain.lane);
  else void goOnLater(chain, { settled, appending });
}

interface Lost {
  readonly error: Error | undefined;
  readonly appending: AppendingPorts;
}

/** Those behind the first that was beaten are decided again with it: their streams moved for them, too. */
function countConflict({ lane }: Chain, { error, appending }: Lost): void {
  const { counting } = appending.ports;
  if (error === undefined || (isMyelinError(error) && error.code === "version_conflict"))
    counting?.conflict(lane.aggregate.name);
}

async function goOnLater({ lane, apart }: Chain, { settled, appending }: AfterChain): Promise<void> {
  const { again, careful } = settled;
  const history = apart?.history ?? freshHistory();
  const alone: readonly Careful[] = apart === undefined ? careful : [...careful, { job: apart, history }];
  // Behind commands that are decided again, one that is handled by itself has to wait for its turn.
  const behind = alone.map(({ job }): Again => ({ job, error: undefined }));
  if (again.length > 0) await tryAgain(lane, { jobs: [...again, ...behind], appending });
  else await handleInOrder(alone, appending.ports);
  if (alone.length > 0) appending.cache.delete(lane.key);
  appending.goOn(lane);
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

/** Whether a stream that was taken to be new was so, and which streams are written elsewhere, too. */
function learn({ lane, links, source }: Chain, { settled, appending }: AfterChain): void {
  const { quarantine, fresh } = appending;
  const { again, careful } = settled;
  const [first] = links;
  if (source !== "guess") {
    if (quarantine.size > maxQuarantine) quarantine.clear();
    if (again.length > 0) quarantine.add(lane.key);
    else quarantine.delete(lane.key);
  } else if (first !== undefined && careful.length === 0) {
    fresh.found(first.job.envelope.table.name, again.length === 0);
    if (again.length > 0) lane.mayGuess = false;
  }
}

interface Retry {
  readonly jobs: readonly Again[];
  readonly appending: AppendingPorts;
}

/** Each job's own policy says whether and when; those that go on stay together and in order. */
async function tryAgain(lane: Lane, { jobs, appending }: Retry): Promise<void> {
  const { ports } = appending;
  const { counting } = ports;
  const rest: Job[] = [];
  let pause = 0;
  for (const { job, error } of jobs) {
    const failures = error === undefined ? job.failures : withFailure(job.failures, { error, clock: ports.clock });
    try {
      if (error !== undefined)
        pause = Math.max(pause, pauseAfter(job.envelope, { failures, history: freshHistory(), ports }));
      rest.push(job.again(failures));
      counting?.retried(job.envelope.table.name);
    } catch (final) {
      job.fail(final);
    }
  }
  // From here on their deadlines are listened to again.
  lane.waiting.unshift(...rest);
  if (pause > 0) await ports.clock.sleep(pause);
}
