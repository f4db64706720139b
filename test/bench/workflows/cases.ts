/** Whom Myelin's workflows are compared with. */
export const workflowPeers = ["dbos", "emmettReactor"] as const;
export type WorkflowPeer = (typeof workflowPeers)[number];

/** Who takes part: for each event one command is sent, and done. */
export const workflowEntrants = ["workflow", ...workflowPeers] as const;
export type WorkflowEntrant = (typeof workflowEntrants)[number];

/** The events that lead to commands; nobody comes to the end of them within a stretch. */
export const orders = { events: 200_000, emmettEvents: 40_000 } as const;

/** Workflows that DBOS is at, at once: more of them are no faster. */
export const dbosUnderWay = 64;
