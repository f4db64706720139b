/** The keys of all instruments, by kind. */
export interface KeysByKind {
  readonly counter:
    | "commands"
    | "commandRetries"
    | "appendConflicts"
    | "cacheLookups"
    | "processorEvents"
    | "processorSkipped"
    | "processorFailures"
    | "lettersParked"
    | "letterRetries"
    | "workflowSteps";
  readonly gauge:
    | "commandsInFlight"
    | "commandsWaiting"
    | "processorPosition"
    | "processorLag"
    | "processorLagTime"
    | "processorSegments"
    | "letters"
    | "parkedSequences"
    | "logPosition"
    | "workflowInstances"
    | "workflowOutbox"
    | "workflowTimers"
    | "workflowTimersDue"
    | "ringVersion"
    | "ringMembers"
    | "storeReady"
    | "poolConnections"
    | "poolMax"
    | "poolPending";
  readonly histogram:
    | "commandDuration"
    | "appendBatchSize"
    | "processorBatchSize"
    | "processorBatchDuration"
    | "timerLateness";
}

/** The key of an instrument of one kind, or of any. */
export type MetricKey<Kind extends keyof KeysByKind = keyof KeysByKind> = KeysByKind[Kind];
