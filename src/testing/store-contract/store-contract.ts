import { acceptedCases } from "./accepted-cases.ts";
import { announcementCases } from "./announcement-cases.ts";
import { claimCases } from "./claim-cases.ts";
import { conflictCases } from "./conflict-cases.ts";
import { deploymentCases } from "./deployment-cases.ts";
import { eventCases } from "./event-cases.ts";
import { exclusiveCases } from "./exclusive-cases.ts";
import { inboxAndOutboxCases } from "./inbox-cases.ts";
import { keptCommandCases } from "./kept-command-cases.ts";
import { letterCases } from "./letter-cases.ts";
import { letterClaimCases } from "./letter-claim-cases.ts";
import { logCases } from "./log-cases.ts";
import { nodeCases } from "./node-cases.ts";
import { parkedCases } from "./parked-cases.ts";
import { rebuildCases } from "./rebuild-cases.ts";
import { resetCases } from "./reset-cases.ts";
import { reshapeCases } from "./reshape-cases.ts";
import { rowCases } from "./row-cases.ts";
import { schemaCases } from "./schema-cases.ts";
import { segmentCases } from "./segment-cases.ts";
import { snapshotCases } from "./snapshot-cases.ts";
import type { StoreCase } from "./store-case.ts";
import { sweepCases } from "./sweep-cases.ts";
import { workflowCases } from "./workflow-cases.ts";

/**
 * All that every store promises, as data: loop over it with any test runner. Cases are independent and may share a
 * store, but for those that are `fresh`. A store that passes keeps the engine's guarantees as far as one process can see.
 */
export function storeContract(): readonly StoreCase[] {
  return [
    ...eventCases,
    ...conflictCases,
    ...keptCommandCases,
    ...exclusiveCases,
    ...snapshotCases,
    ...acceptedCases,
    ...sweepCases,
    ...logCases,
    ...segmentCases,
    ...claimCases,
    ...nodeCases,
    ...reshapeCases,
    ...resetCases,
    ...rebuildCases,
    ...letterCases,
    ...parkedCases,
    ...letterClaimCases,
    ...announcementCases,
    ...rowCases,
    ...schemaCases,
    ...workflowCases,
    ...inboxAndOutboxCases,
    ...deploymentCases,
  ];
}
