import type { StimulusRecord } from "../../../src/runtime/mod.ts";

/** What came to an instance, in one line. */
export function cameText(came: StimulusRecord): string {
  switch (came.kind) {
    case "event":
      return `event ${came.type} at ${came.position}, stream ${came.stream.type}/${came.stream.id}`;
    case "start":
      return `started by ${came.by}: ${JSON.stringify(came.input)}`;
    case "timer":
      return `timer ${came.name}${came.key === "" ? "" : ` "${came.key}"`}`;
    case "signal":
      return `signal ${came.name}: ${JSON.stringify(came.data)}`;
    case "timeout":
      return `no signal ${came.name} in time`;
    case "outcome":
      return `${came.command} #${came.index} ${came.status}${came.reason === null ? "" : `: ${came.reason}`}`;
    case "child":
      return `child "${came.child.id}" of "${came.child.workflow}" ${came.status}`;
    case "cancel":
      return `cancelled: ${came.why}`;
    case "resume":
      return "resumed";
    case "migrate":
      return `migrated from version ${came.from} to ${came.to}`;
  }
}
