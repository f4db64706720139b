import { grouped, type LogEvent } from "./log-event.ts";

/** A command as its caller knows it. */
export interface CallerRecord {
  readonly commandId: string;
  /** `type/id`. */
  readonly stream: string;
  /** Events that it makes when it is not rejected. */
  readonly makes: number;
  /** `unknown`: nobody ever told; it happened once or not at all. */
  readonly outcome: "done" | "rejected" | "unknown";
  /** As acknowledged. */
  readonly events: readonly { readonly version: number; readonly position: number }[];
}

export interface AcknowledgementFindings {
  /** Acknowledged, and not in the log as it was told. */
  readonly lost: number;
  /** In the log more than once, or although it was rejected. */
  readonly doubled: number;
}

/** Every acknowledged command is in its stream exactly once, as its caller was told; no other is there twice. */
export function judgeAcknowledgements(
  records: readonly CallerRecord[],
  log: readonly LogEvent[],
): AcknowledgementFindings {
  const byCommand = grouped(log, ({ commandId }) => commandId);
  let [lost, doubled] = [0, 0];
  for (const record of records) {
    const found = byCommand.get(record.commandId) ?? [];
    if (isLost(record, found)) lost++;
    if (found.length > (record.outcome === "rejected" ? 0 : record.makes)) doubled++;
    // All of a command's events or none: a part of them is a loss as well.
    else if (record.outcome === "unknown" && found.length > 0 && found.length < record.makes) lost++;
  }
  return { lost, doubled };
}

function isLost({ outcome, events, makes, stream }: CallerRecord, found: readonly LogEvent[]): boolean {
  if (outcome !== "done") return false;
  if (events.length !== makes) return true;
  return !events.every(({ version, position }) =>
    found.some((event) => event.version === version && event.position === position && event.stream === stream),
  );
}

/** Versions that are missing below the last one of their stream. */
export function judgeVersions(log: readonly LogEvent[]): number {
  let missing = 0;
  for (const events of grouped(log, ({ stream }) => stream).values()) {
    const versions = new Set(events.map(({ version }) => version));
    missing += Math.max(...versions) - versions.size;
  }
  return missing;
}
