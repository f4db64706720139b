import { MyelinError, messageOf } from "../../base/error.ts";
import type { CausingMessage, CorrelationNode } from "../../model/interceptor-node.ts";
import type { Metadata } from "../../model/message.ts";

/** What of a message's metadata goes on to the messages that it causes: all of it, unless providers were declared. */
export function passedMetadata(providers: readonly CorrelationNode[], message: CausingMessage): Metadata {
  if (providers.length === 0) return message.metadata;
  return Object.assign({}, ...providers.map((provider) => copied(provider, message)));
}

/** @throws MyelinError `handler_failed` with what the provider threw as cause */
function copied({ name, copy }: CorrelationNode, message: CausingMessage): Metadata {
  try {
    return copy(message);
  } catch (error) {
    const why = `Cannot pass on the metadata of ${message.kind} "${message.name}": correlation "${name}" threw ${JSON.stringify(messageOf(error))}; mend it`;
    throw new MyelinError("handler_failed", why, { cause: error });
  }
}
