import { MyelinError, messageOf } from "../../base/error.ts";
import type { KeySource, PolicyNode } from "../../model/policy-node.ts";
import { keyText, propertyOf } from "./routing-key.ts";

/** What a command is sequenced by: the routed source and the aggregate that its route is a key of. */
export interface SequenceSource extends KeySource {
  readonly aggregate: string;
}

/**
 * The key under which a command waits for others, or undefined: it waits for none. Keys by route are apart for each aggregate;
 * all other keys are shared by all commands that give the same value.
 *
 * @throws MyelinError `handler_failed` when the policy throws; only this command fails
 */
export function sequenceKey(policy: PolicyNode, source: SequenceSource): string | undefined {
  try {
    return keyBy(policy, source);
  } catch (error) {
    const message = `Cannot sequence command "${source.name}": its policy threw ${JSON.stringify(messageOf(error))}; mend it`;
    throw new MyelinError("handler_failed", message, { cause: error });
  }
}

function keyBy(policy: PolicyNode, source: SequenceSource): string | undefined {
  switch (policy.kind) {
    case "byRoute":
      return source.route === undefined ? undefined : `route:${source.aggregate}/${source.route}`;
    case "byMetadata":
      return valueKey(propertyOf(source.metadata, policy.key));
    case "byPayload":
      return valueKey(propertyOf(source.payload, policy.property));
    case "byFunction":
      return valueKey(policy.of(source));
    case "none":
      return undefined;
    case "firstOf":
      return firstKey(policy.policies, source);
    case "fallback":
      return keyOrFallback(policy, source);
  }
}

function valueKey(value: unknown): string | undefined {
  const text = keyText(value);
  return text === undefined ? undefined : `value:${text}`;
}

function firstKey(policies: readonly PolicyNode[], source: SequenceSource): string | undefined {
  for (const policy of policies) {
    const key = keyBy(policy, source);
    if (key !== undefined) return key;
  }
  return undefined;
}

function keyOrFallback(node: PolicyNode & { kind: "fallback" }, source: SequenceSource): string | undefined {
  try {
    return keyBy(node.policy, source);
  } catch (error) {
    if (error instanceof node.on) return keyBy(node.otherwise, source);
    throw error;
  }
}
