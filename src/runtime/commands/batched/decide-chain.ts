import type { AppendRequest } from "../../../store/event-store.ts";
import { appendRequest } from "../append-request.ts";
import type { CommandEnvelope } from "../command-envelope.ts";
import { type Decided, decideCommand } from "../decide-command.ts";
import { evolveDecided } from "../evolve-state.ts";
import type { CachedStream } from "../stream-cache.ts";
import type { Job, Lane } from "./lane.ts";

/** One decided command of a chain. */
export interface Link {
  readonly job: Job;
  readonly decided: Decided;
  readonly request: AppendRequest;
  /** What it leaves behind; the head's position is not known yet. */
  readonly after: CachedStream;
}

/** Commands of one stream, each decided on the state that the former leaves: they stand and fall together. */
export interface Chain {
  readonly lane: Lane;
  /** What the first was decided on. */
  readonly base: CachedStream;
  readonly source: Lane["source"];
  /** Milliseconds that loading it took; 0 from the cache. */
  readonly loadMs: number;
  readonly links: readonly Link[];
  /** What the last leaves behind. */
  readonly after: CachedStream;
  /** The command behind the chain has to be handled by itself. */
  readonly apart: Job | undefined;
}

export interface ChainPorts {
  readonly nextId: () => string;
  /** Commands in a chain, at most. */
  readonly maxLinks: number;
  /** Ids of commands in this call whose outcomes are kept: the store is told each of them once. Grows. */
  readonly ids: Set<string>;
  /** Whether a command may be taken now; it and those behind it wait otherwise. */
  readonly mayTake: (envelope: CommandEnvelope) => boolean;
}

/** Takes waiting commands from the lane and decides them, until one needs to be handled by itself. */
export function decideChain(lane: Lane, base: CachedStream, { nextId, maxLinks, ids, mayTake }: ChainPorts): Chain {
  const { loadMs, source } = lane;
  const links: Link[] = [];
  let after = base;
  while (links.length < maxLinks) {
    const [job] = lane.waiting;
    if (job === undefined || !mayTake(job.envelope)) break;
    lane.waiting.shift();
    job.leave();
    if (job.deadline.over !== undefined) {
      job.fail(job.deadline.over);
      continue;
    }
    const link = decideLink(job, { lane, on: after, nextId, ids });
    if (link === "apart") return { lane, base, source, loadMs, links, after, apart: job };
    links.push(link);
    after = link.after;
  }
  return { lane, base, source, loadMs, links, after, apart: undefined };
}

interface Deciding {
  readonly lane: Lane;
  readonly on: CachedStream;
  readonly nextId: () => string;
  readonly ids: Set<string>;
}

/**
 * A command is handled by itself when its outcome cannot be kept under its id (a failure, a precondition): an earlier
 * outcome of the same id has to be looked for first. So it is when another submission of its id is in the same call, which will
 * be that outcome, when it was tried before and nobody knows what came of it, and where a schema is asynchronous.
 */
function decideLink(job: Job, { lane, on, nextId, ids }: Deciding): Link | "apart" {
  const { envelope } = job;
  const { expectedVersion } = envelope;
  if (expectedVersion !== undefined && expectedVersion !== on.head.version) return "apart";
  if (envelope.hash !== undefined && ids.has(envelope.id)) return "apart";
  if (job.history !== undefined) return "apart";
  const decided = decideCommand({ envelope, aggregate: lane.aggregate, state: on.state, head: on.head, nextId });
  if (decided instanceof Promise || decided.kind === "failure") return "apart";
  const request = appendRequest(envelope, { decided, head: on.head });
  try {
    const after = evolveDecided(lane.aggregate, { on, stream: lane.stream, events: request.events });
    if (envelope.hash !== undefined) ids.add(envelope.id);
    return { job, decided, request, after };
  } catch {
    // An event that its aggregate cannot evolve: by itself the command fails with the cause, and nothing is stored.
    return "apart";
  }
}
