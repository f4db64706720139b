import type { DeadLetterNode, Delivery, FailureNode, StartNode } from "../model/processor-node.ts";
import { type ProcessingDefaults, processingDefaults } from "./processing-defaults.ts";

/** How a processor goes along the log, by option, in words; of what is as it is by default nothing is said. */
export function describeProcessing({ delivery, ...processor }: Going): Readonly<Record<string, string | number>> {
  const [own, usual] = [words(processor), words(processingDefaults(delivery))];
  return Object.fromEntries(Object.entries(own).filter(([option, said]) => usual[option] !== said));
}

type Going = ProcessingDefaults & { readonly delivery?: Delivery };

function words({ onFailure, from, segments }: ProcessingDefaults): Readonly<Record<string, string | number>> {
  return { onFailure: describeFailure(onFailure), from: describeStart(from), segments };
}

function describeFailure(policy: FailureNode): string {
  return policy.kind === "deadLetter" ? describeDeadLetters(policy) : policy.kind;
}

function describeDeadLetters(policy: DeadLetterNode): string {
  const { retries, backoffMs, maxSequences, maxLetters, retryEveryMs, enqueue, verdict } = policy;
  return [
    `dead letters after ${retries} retries from ${backoffMs} ms on`,
    `at most ${maxSequences} sequences of ${maxLetters}`,
    ...(retryEveryMs === undefined ? [] : [`tried again every ${retryEveryMs} ms`]),
    ...(enqueue === undefined ? [] : ["enqueued by function"]),
    ...(verdict === undefined ? [] : ["judged by function"]),
  ].join("; ");
}

function describeStart(from: StartNode): string {
  switch (from.kind) {
    case "first":
    case "latest":
      return from.kind;
    case "position":
      return `position ${from.position}`;
    case "time":
      return `time ${from.time.toISOString()}`;
  }
}
