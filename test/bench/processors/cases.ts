/** How processors are measured: `--case` names these. */
export const processorCases = ["fold-1", "fold-16", "free-upsert", "catch-up", "dead-letters"] as const;
export type ProcessorCase = (typeof processorCases)[number];

/** Whom Myelin's processors are compared with. */
export const processorPeers = ["rawRead", "emmettConsumer", "emmettUpsert"] as const;
export type ProcessorPeer = (typeof processorPeers)[number];

/** Who takes part in the rounds; `catch-up` and `dead-letters` are runs of their own. */
export const entrants = ["fold-1", "fold-16", "free-upsert", ...processorPeers] as const;
export type Entrant = (typeof entrants)[number];

/** The log that everybody reads. */
export const log = { events: 1_000_000, streams: 1_000, emmettEvents: 40_000 } as const;

/** How the raw reader reads, and how Emmett's consumer is tuned: with smaller batches, or with its default pause, it is slower. */
export const tuned = { rawBatch: 1_000, emmettBatch: 1_000, emmettPullingMs: 0 } as const;
