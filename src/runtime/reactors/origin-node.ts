import type { Metadata, StoredEvent } from "../../model/message.ts";

/** The metadata under which every event names the node that appended it. */
export const originKey = "myelin.node";

/** Adds the node to the metadata of events. What a message of another node passed on is replaced. */
export function originMetadata(node: string): (metadata: Metadata) => Metadata {
  // Most commands bring none: their events share one object.
  const alone: Metadata = Object.freeze({ [originKey]: node });
  return (metadata) => {
    for (const _ in metadata) return Object.assign({}, metadata, alone);
    return alone;
  };
}

/** The node that appended the event; undefined for one of an older engine, or of the engine's own. */
export function originOf({ metadata }: Pick<StoredEvent, "metadata">): string | undefined {
  const node = metadata[originKey];
  return typeof node === "string" ? node : undefined;
}
