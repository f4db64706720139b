import { MyelinError, messageOf } from "../../base/error.ts";
import type { KeySource, PolicyNode } from "../../model/policy-node.ts";
import { keyText, propertyOf } from "./routing-key.ts";

/** What a message is sequenced by: the routed source and the aggregate that its route is a key of. */
export interface SequenceSource extends KeySource {
  readonly aggregate: string;
}

/** How keys are spelled. */
export interface KeySpelling {
  route(aggregate: string, route: string): string;
  value(text: string): string;
}

/** The key of a policy that gives all messages one. */
export const keyOfAll = "all";

const ofCommands: KeySpelling = {
  route: (aggregate, route) => `route:${aggregate}/${route}`,
  value: (text) => `value:${text}`,
};

/**
 * The key under which a command waits for others, or undefined: it waits for none. Keys by route are apart for each aggregate;
 * all other keys are shared by all commands that give the same value.
 *
 * @throws MyelinError `handler_failed` when the policy throws; only this command fails
 */
export function sequenceKey(policy: PolicyNode, source: SequenceSource): string | undefined {
  try {
    return policyKey(policy, { source, spelling: ofCommands });
  } catch (error) {
    const message = `Cannot sequence command "${source.name}": its policy threw ${JSON.stringify(messageOf(error))}; mend it`;
    throw new MyelinError("handler_failed", message, { cause: error });
  }
}

/** What the policy answers, in this spelling. Throws what a policy's function throws. */
export function policyKey(policy: PolicyNode, { source, spelling }: Keying): string | undefined {
  switch (policy.kind) {
    case "byRoute":
      return source.route === undefined ? undefined : spelling.route(source.aggregate, source.route);
    case "byMetadata":
      return valueKey(propertyOf(source.metadata, policy.key), spelling);
    case "byPayload":
      return valueKey(propertyOf(source.payload, policy.property), spelling);
    case "byFunction":
      return valueKey(policy.of(source), spelling);
    case "none":
      return undefined;
    case "sequential":
      return spelling.value(keyOfAll);
    case "firstOf":
      return firstKey(policy.policies, { source, spelling });
    case "fallback":
      return keyOrFallback(policy, { source, spelling });
  }
}

/** Whose key is wanted, and how it is spelled. */
export interface Keying {
  readonly source: SequenceSource;
  readonly spelling: KeySpelling;
}

function valueKey(value: unknown, spelling: KeySpelling): string | undefined {
  const text = keyText(value);
  return text === undefined ? undefined : spelling.value(text);
}

function firstKey(policies: readonly PolicyNode[], keying: Keying): string | undefined {
  for (const policy of policies) {
    const key = policyKey(policy, keying);
    if (key !== undefined) return key;
  }
  return undefined;
}

function keyOrFallback(node: PolicyNode & { kind: "fallback" }, keying: Keying): string | undefined {
  try {
    return policyKey(node.policy, keying);
  } catch (error) {
    if (error instanceof node.on) return policyKey(node.otherwise, keying);
    throw error;
  }
}
