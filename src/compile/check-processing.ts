import type { HandlerGroup, ProcessingNode } from "../model/node.ts";
import type { PolicyNode, SequenceNode } from "../model/policy-node.ts";
import { parsePosition } from "../model/position.ts";
import { mostSegments } from "../model/processor-defaults.ts";
import type { FailureNode, StartNode } from "../model/processor-node.ts";
import { checkNumbers } from "./check-numbers.ts";
import { holdsScope, partsOf } from "./check-sequences.ts";
import { type Mistake, mistake } from "./mistake.ts";

/** What can be checked of any processor alike. */
export interface GoingProcessor extends ProcessingNode {
  readonly kind: "projection" | "reactor" | "relay" | "workflow";
  readonly name: string;
  readonly on: readonly HandlerGroup<unknown>[];
}

/** How a processor goes along the log. */
export function checkProcessing(processor: GoingProcessor): readonly Mistake[] {
  const { name, kind, segments, onFailure, from, sequence } = processor;
  const subject = `${kind} "${name}"`;
  const place = { component: name, subject };
  return [
    ...checkNumbers(name, {
      subject,
      quantities: [{ name: "segments", value: segments, kind: "count", optional: true, most: mostSegments }],
    }),
    ...checkFailure(onFailure, { component: name, subject: `failure policy of ${subject}` }),
    ...checkStart(from, place),
    ...checkSequence(sequence, place),
    ...checkVersions(processor),
  ];
}

interface Place {
  readonly component: string;
  readonly subject: string;
}

function checkFailure(policy: FailureNode | undefined, { component, subject }: Place): readonly Mistake[] {
  switch (policy?.kind) {
    case undefined:
    case "halt":
    case "skip":
      return [];
    case "deadLetter":
      return checkNumbers(component, {
        subject,
        quantities: [
          { name: "retries", value: policy.retries, kind: "natural" },
          { name: "backoffMs", value: policy.backoffMs, kind: "milliseconds" },
          { name: "maxSequences", value: policy.maxSequences, kind: "count" },
          { name: "maxLetters", value: policy.maxLetters, kind: "count" },
          { name: "retryEveryMs", value: policy.retryEveryMs, kind: "count", optional: true },
        ],
      });
    default:
      return [mistake(component, { subject, state: "it is none", mend: "give halt(), skip() or deadLetter()" })];
  }
}

function checkStart(from: StartNode | undefined, { component, subject }: Place): readonly Mistake[] {
  if (from === undefined || isStart(from)) return [];
  const mend = 'give "first", "latest", { position } as `parsePosition` reads it, or { time } with a valid date';
  return [mistake(component, { subject, state: "it begins nowhere", mend })];
}

function isStart(from: StartNode): boolean {
  switch (from.kind) {
    case "first":
    case "latest":
      return true;
    case "position":
      return parsePosition(String(from.position)) !== undefined;
    case "time":
      return from.time instanceof Date && Number.isFinite(from.time.getTime());
    default:
      return false;
  }
}

function checkSequence(sequence: PolicyNode | undefined, { component, subject }: Place): readonly Mistake[] {
  if (sequence === undefined) return [];
  const scope = holdsScope(sequence)
    ? [
        mistake(component, {
          subject,
          state: "its sequence names a scope",
          mend: "remove inCluster: what a processor orders is ordered on all nodes",
        }),
      ]
    : [];
  return [...scope, ...checkPolicyVersions(sequence, { component, subject })];
}

function checkPolicyVersions(policy: SequenceNode, { component, subject }: Place): readonly Mistake[] {
  const own =
    policy.kind === "byFunction"
      ? checkNumbers(component, {
          subject,
          quantities: [
            { name: `version of function "${policy.name}"`, value: policy.version, kind: "count", optional: true },
          ],
        })
      : [];
  return [...own, ...partsOf(policy).flatMap((part) => checkPolicyVersions(part, { component, subject }))];
}

function checkVersions({ kind, name, on }: GoingProcessor): readonly Mistake[] {
  const quantities = on.flatMap(({ aggregate, byVersion }) =>
    byVersion === undefined
      ? []
      : [{ name: `byVersion for aggregate "${aggregate}"`, value: byVersion, kind: "count" } as const],
  );
  return checkNumbers(name, { subject: `${kind} "${name}"`, quantities });
}
