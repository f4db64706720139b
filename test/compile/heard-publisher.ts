import type { EventPublisher, RelayMessage } from "../../src/runtime/mod.ts";

/** Takes whatever comes, and keeps it. */
export function heardPublisher(): { readonly publisher: EventPublisher; readonly messages: readonly RelayMessage[] } {
  const messages: RelayMessage[] = [];
  const publish: EventPublisher["publish"] = async (message) => {
    messages.push(message);
    return { kind: "acknowledged" };
  };
  return { publisher: { publish }, messages };
}
