import type { AggregateNode } from "../../model/node.ts";
import type { WorkflowNode, WorkflowReactions } from "../../model/workflow-node.ts";
import type { Mistake } from "../mistake.ts";
import { reactionSets } from "./reaction-sets.ts";
import { oneOf, repeated, wrongWorkflow } from "./wrong-workflow.ts";

/** States, timers, signals and joins: reactions to what is declared only, and to all of it. */
export function checkWorkflowNames(node: WorkflowNode): readonly Mistake[] {
  const { timers, signals, joins } = node;
  return [
    ...strangers(node, { kind: "state", declared: Object.keys(node.states), named: Object.keys(node.inState) }),
    ...checkReacted(node, { kind: "timer", declared: Object.keys(timers), of: ({ onTimer }) => onTimer }),
    ...checkReacted(node, { kind: "signal", declared: Object.keys(signals), of: ({ onSignal }) => onSignal }),
    ...strangers(node, {
      kind: "signal",
      declared: Object.keys(signals),
      named: namesOf(node, ({ onTimeout }) => onTimeout),
    }),
    ...checkReacted(node, { kind: "join", declared: joins, of: ({ onJoined }) => onJoined }),
    ...checkDeclared(node),
    ...checkDeadEnds(node),
  ];
}

/** What a command can be rejected with, and how children end. */
export function checkOutcomes(node: WorkflowNode, aggregates: readonly AggregateNode[]): readonly Mistake[] {
  const addressed = aggregates.filter(({ name }) => node.sends.includes(name));
  const rejections = new Map(
    addressed.flatMap((one) => Object.keys(one.commands).map((name) => [name, Object.keys(one.rejections)] as const)),
  );
  const ends = new Map(node.spawns.map((name) => [name, ["completed", "failed"]] as const));
  return [
    ...checkNested(node, { kind: "command", verb: "rejected with", known: rejections, of: (set) => set.onRejected }),
    ...checkNested(node, { kind: "workflow", verb: "ended as", known: ends, of: (set) => set.onChild }),
  ];
}

interface Names {
  readonly kind: string;
  readonly declared: readonly string[];
}

type Of = (reactions: WorkflowReactions) => object;

function namesOf(node: WorkflowNode, of: Of): readonly string[] {
  return [...new Set(reactionSets(node).flatMap(({ reactions }) => Object.keys(of(reactions))))];
}

function strangers(
  node: WorkflowNode,
  { kind, declared, named }: Names & { readonly named: readonly string[] },
): readonly Mistake[] {
  return named
    .filter((name) => !declared.includes(name))
    .map((name) =>
      wrongWorkflow(node, {
        state: `it names ${kind} "${name}", which is not declared`,
        mend: oneOf(declared, `declare it in ${kind}s`),
      }),
    );
}

function checkReacted(node: WorkflowNode, { kind, declared, of }: Names & { readonly of: Of }): readonly Mistake[] {
  const named = namesOf(node, of);
  const idle = declared.filter((name) => !named.includes(name));
  const phase = `on${kind === "join" ? "Joined" : kind === "timer" ? "Timer" : "Signal"}`;
  return [
    ...strangers(node, { kind, declared, named }),
    ...idle.map((name) =>
      wrongWorkflow(node, {
        state: `it declares ${kind} "${name}", to which nothing reacts`,
        mend: `add it to ${phase}, or remove it`,
      }),
    ),
  ];
}

function checkDeclared(node: WorkflowNode): readonly Mistake[] {
  const twice = repeated(node.joins).map((name) =>
    wrongWorkflow(node, { state: `it declares join "${name}" twice`, mend: "keep one of them" }),
  );
  if (!Object.hasOwn(node.timers, "all")) return twice;
  const state = 'it declares timer "all", but `cancel.all()` cancels all of them';
  return [...twice, wrongWorkflow(node, { state, mend: "rename the timer" })];
}

/** Functions do not show where they lead; that nothing at all leads out of a state can be seen. */
function checkDeadEnds(node: WorkflowNode): readonly Mistake[] {
  if (!isEmpty(node.inAny)) return [];
  const own = new Map(Object.entries(node.inState));
  return Object.keys(node.states)
    .filter((state) => isEmpty(own.get(state)))
    .map((state) =>
      wrongWorkflow(node, {
        state: `nothing is reacted to in state "${state}", so that an instance in it never ends`,
        mend: `add .in("${state}", …), or a reaction that holds in all states`,
      }),
    );
}

function isEmpty(reactions: WorkflowReactions | undefined): boolean {
  if (reactions === undefined) return true;
  const { on, ...records } = reactions;
  return on.length === 0 && Object.values(records).every((record) => Object.keys(record).length === 0);
}

interface Nested {
  readonly kind: "command" | "workflow";
  readonly verb: string;
  readonly known: ReadonlyMap<string, readonly string[]>;
  readonly of: (reactions: WorkflowReactions) => Readonly<Record<string, object>>;
}

function checkNested(node: WorkflowNode, { kind, verb, known, of }: Nested): readonly Mistake[] {
  const list = kind === "command" ? "sends" : "spawns";
  const pairs = reactionSets(node).flatMap(({ reactions }) => Object.entries(of(reactions)));
  return pairs.flatMap(([name, inner]) => {
    const outcomes = known.get(name);
    if (outcomes === undefined)
      return [
        wrongWorkflow(node, {
          state: `it reacts to ${kind} "${name}", which is not among those that it ${list}`,
          mend: oneOf([...known.keys()], `add it to ${list}, or remove the reaction`),
        }),
      ];
    return Object.keys(inner)
      .filter((outcome) => !outcomes.includes(outcome))
      .map((outcome) =>
        wrongWorkflow(node, {
          state: `it reacts to ${kind} "${name}" being ${verb} "${outcome}", which never happens`,
          mend: oneOf(outcomes, "remove the reaction"),
        }),
      );
  });
}
