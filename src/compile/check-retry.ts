import type { AggregateNode } from "../model/node.ts";
import type { RetryNode } from "../model/retry-node.ts";
import { checkNumbers, type Quantity } from "./check-numbers.ts";
import { type Mistake, mistake } from "./mistake.ts";

export function checkRetries({ name, retry, retries = {} }: AggregateNode): readonly Mistake[] {
  const aggregate = `aggregate "${name}"`;
  const own = Object.entries(retries).map(
    ([command, policy]) => [`retry policy of command "${command}" of ${aggregate}`, policy] as const,
  );
  const all = retry === undefined ? own : [[`retry policy of ${aggregate}`, retry] as const, ...own];
  return all.flatMap(([subject, policy]) => checkRetry(name, { subject, policy }));
}

/** A policy, and what it is called in a sentence. */
export interface DeclaredRetry {
  readonly subject: string;
  readonly policy: RetryNode;
}

/** One policy: its numbers, and their order. */
export function checkRetry(component: string, { subject, policy }: DeclaredRetry): readonly Mistake[] {
  if (policy.kind === "none") return [];
  const bounds: readonly Quantity[] = [
    ...pausesOf(policy),
    { name: "maxAttempts", value: policy.maxAttempts, kind: "count" },
    { name: "deadlineMs", value: policy.deadlineMs, kind: "milliseconds", optional: true },
  ];
  return [...checkNumbers(component, { subject, quantities: bounds }), ...checkOrder(component, { subject, policy })];
}

function pausesOf(policy: Exclude<RetryNode, { kind: "none" }>): readonly Quantity[] {
  switch (policy.kind) {
    case "interval":
      return [{ name: "everyMs", value: policy.everyMs, kind: "milliseconds" }];
    case "exponential":
      return [
        { name: "firstMs", value: policy.firstMs, kind: "milliseconds" },
        { name: "maxMs", value: policy.maxMs, kind: "milliseconds" },
      ];
    case "function":
      return [];
  }
}

function checkOrder(component: string, { subject, policy }: DeclaredRetry): readonly Mistake[] {
  if (policy.kind !== "exponential" || !(policy.maxMs < policy.firstMs)) return [];
  const state = `its maxMs of ${policy.maxMs} is less than its firstMs of ${policy.firstMs}`;
  return [mistake(component, { subject, state, mend: "exchange them, or raise maxMs" })];
}
