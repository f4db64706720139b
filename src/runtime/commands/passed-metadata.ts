import type { CausingMessage, CorrelationNode } from "../../model/interceptor-node.ts";
import type { Metadata } from "../../model/message.ts";

/** What of a message's metadata goes on to the messages that it causes: all of it, unless providers were declared. */
export function passedMetadata(providers: readonly CorrelationNode[], message: CausingMessage): Metadata {
  if (providers.length === 0) return message.metadata;
  return Object.assign({}, ...providers.map(({ copy }) => copy(message)));
}
