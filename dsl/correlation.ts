import type { CausingMessage, CorrelationNode } from "../src/model/interceptor-node.ts";
import type { Metadata } from "../src/model/message.ts";

/**
 * What `copy` answers goes on from a message to those that it causes. Once an application names any correlation, nothing else of the
 * metadata goes on; correlation and causation ids always do. `name` stands for the function in the compiled tables.
 */
export function correlateBy(name: string, copy: (message: CausingMessage) => Metadata): CorrelationNode {
  return Object.freeze({ name, copy });
}

/**
 * These entries of a message's metadata go on to the messages that it causes, where they are present.
 *
 * @example
 * ```ts
 * application("bank", [account], { correlate: [copyMetadata("tenantId", "userId")] })
 * ```
 */
export function copyMetadata(...keys: readonly [string, ...string[]]): CorrelationNode {
  const isKept = new Set<string>(keys);
  return correlateBy(`metadata ${keys.join(", ")}`, ({ metadata }) =>
    Object.fromEntries(Object.entries(metadata).filter(([key]) => isKept.has(key))),
  );
}
