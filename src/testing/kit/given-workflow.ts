import { type Duration, durationMs } from "../../base/duration.ts";
import type { Json } from "../../base/json.ts";
import { compile } from "../../compile/compile.ts";
import type { ApplicationNode } from "../../model/application-node.ts";
import type { CommandMessage, RejectionMessage } from "../../model/message.ts";
import type { InboxContent, InstanceStatus, SentCommand } from "../../model/workflow-instance.ts";
import type { WorkflowNode } from "../../model/workflow-node.ts";
import { expectSame } from "./full-difference.ts";
import { givenTime, storedLog } from "./test-tables.ts";
import type { StreamHistory } from "./tested.ts";
import { type WorkflowRun, workflowRun } from "./workflow-run.ts";

/** A finished workflow. */
export interface TestedWorkflow {
  readonly node: WorkflowNode;
  readonly "~types"?:
    | { readonly states: object; readonly signals: object; readonly input: unknown; readonly result: unknown }
    | undefined;
}

/** An application that has it, with the aggregates that it talks to. */
export interface TestedApplication {
  readonly node: ApplicationNode;
}

type TypesOf<W extends TestedWorkflow> = NonNullable<W["~types"]>;

/** What may come to an instance next. Commands that were sent before are taken for done, but those that a `whenRejected` names. */
export interface GivenInstance<W extends TestedWorkflow> {
  /** Events of the log. Those that name no instance are taken for events of the instance's own commands. */
  when(...histories: readonly StreamHistory[]): WhenStepped<W>;
  /** Timers that are due on the way fire, in order. */
  whenTimePasses(time: Duration): WhenStepped<W>;
  whenSignal<S extends keyof TypesOf<W>["signals"] & string>(signal: S, data: TypesOf<W>["signals"][S]): WhenStepped<W>;
  /** The domain refuses a command that was sent. */
  whenRejected(command: string, rejection: RejectionMessage): WhenStepped<W>;
  /** Every command that was sent is done. */
  whenDone(): WhenStepped<W>;
  /** A child ends: with its result, or failed for a reason. */
  whenChildEnds(child: { readonly workflow: string; readonly id: string }, end: ChildEnd): WhenStepped<W>;
  /** Somebody starts it by name. */
  whenStarted(input: TypesOf<W>["input"]): WhenStepped<W>;
  /** An operator cancels it. */
  whenCancelled(why?: string): WhenStepped<W>;
}

/** How a child ended. */
export type ChildEnd = { readonly completed: Json } | { readonly failed: string };

/** What the last `when` led to; goes on with what comes next. */
export interface WhenStepped<W extends TestedWorkflow> extends GivenInstance<W> {
  /** Exactly these commands, in order; nothing given: none. */
  thenSends(...commands: readonly CommandMessage[]): WhenStepped<W>;
  /** Exactly these children, in order. */
  thenSpawns(...children: readonly { readonly workflow: string; readonly input: unknown }[]): WhenStepped<W>;
  /** All timers that are open, by name: in how long they are due. */
  thenTimers(timers: Readonly<Record<string, Duration>>): WhenStepped<W>;
  thenState<S extends keyof TypesOf<W>["states"] & string>(state: S, data: TypesOf<W>["states"][S]): WhenStepped<W>;
  thenStatus(status: InstanceStatus, reason?: string): WhenStepped<W>;
  /** It has completed, with this result. */
  thenCompletes(result?: TypesOf<W>["result"]): WhenStepped<W>;
}

/** An instance with a history; see `given`. */
export function givenWorkflow<W extends TestedWorkflow>(
  workflow: W,
  { application, histories }: { readonly application: TestedApplication; readonly histories: readonly StreamHistory[] },
): WhenStepped<W> {
  const tables = compile(application);
  const log = (more: readonly StreamHistory[]): ReturnType<typeof storedLog> => storedLog(more, tables);
  const past = log(histories);
  const run = workflowRun({ tables, workflow: workflow.node.name, start: givenTime(past.length) });
  for (const event of past) settled(run, () => run.event(event));
  let seen: readonly StreamHistory[] = histories;
  let length = past.length;
  return stepped<W>(run, (more) => {
    seen = [...seen, ...more];
    const all = log(seen);
    const fresh = all.slice(length);
    length = all.length;
    return fresh;
  });
}

type Happening = (more: readonly StreamHistory[]) => ReturnType<typeof storedLog>;

function stepped<W extends TestedWorkflow>(run: WorkflowRun, happen: Happening): WhenStepped<W> {
  const next = (work: () => void): WhenStepped<W> => {
    settled(run, work);
    return own;
  };
  // An outcome is what comes now: nothing is settled before.
  const heard = (work: () => void): WhenStepped<W> => {
    run.forget();
    work();
    return own;
  };
  const left = (content: InboxContent): WhenStepped<W> => next(() => run.left(content));
  const own: WhenStepped<W> = {
    when: (...histories) =>
      next(() => {
        for (const event of happen(histories)) run.event(event);
      }),
    whenTimePasses: (time) => next(() => run.pass(durationMs(time))),
    whenSignal: (name, data) => left({ kind: "signal", name, data: data as Json }), // its schema checks it
    whenRejected: (command, { name, data = null }) =>
      heard(() => run.outcome((row) => row.command === command, { reason: name, data })),
    whenDone: () => heard(() => run.outcome(() => true)),
    whenChildEnds: (child, end) => {
      const isDone = "completed" in end;
      const [status, data] = isDone ? (["completed", end.completed] as const) : (["failed", end.failed] as const);
      return left({ kind: "child", child, status, data });
    },
    whenStarted: (input) => left({ kind: "start", by: "hand", input: input as Json }), // its schema checks it
    whenCancelled: (why = "cancelled") => left({ kind: "cancel", why }),
    ...comparisons<W>(run, () => own),
  };
  return own;
}

type Comparisons<W extends TestedWorkflow> = Omit<WhenStepped<W>, keyof GivenInstance<W>>;

function comparisons<W extends TestedWorkflow>(run: WorkflowRun, own: () => WhenStepped<W>): Comparisons<W> {
  const compared = (
    what: string,
    difference: { readonly actual: unknown; readonly expected: unknown },
  ): WhenStepped<W> => {
    expectSame(what, difference);
    return own();
  };
  return {
    thenSends: (...commands) =>
      compared("The workflow sent other commands", {
        actual: run.sent.map(shownSent),
        expected: commands.map(shownCommand),
      }),
    thenSpawns: (...children) =>
      compared("The workflow began other children", {
        actual: run.spawned.map(({ workflow, input }) => ({ workflow, input })),
        expected: children.map(({ workflow, input }) => ({ workflow, input })),
      }),
    thenTimers: (timers) =>
      compared("The workflow has other timers", { actual: openTimers(run), expected: expectedTimers(timers) }),
    thenState: (state, data) =>
      compared("The workflow is in another state", {
        actual: { state: run.loaded?.head.state, data: run.loaded?.head.data },
        expected: { state, data },
      }),
    thenStatus: (status, reason) =>
      compared("The workflow has another status", {
        actual: { status: run.loaded?.head.status, ...(reason === undefined ? {} : { reason: reasonOf(run) }) },
        expected: { status, ...(reason === undefined ? {} : { reason }) },
      }),
    thenCompletes: (result) =>
      compared("The workflow has not completed so", {
        actual: { status: run.loaded?.head.status, result: run.loaded?.head.result },
        expected: { status: "completed", result: result ?? null },
      }),
  };
}

/** What was sent before is done, and what comes now is told apart from it. */
function settled(run: WorkflowRun, work: () => void): void {
  if (hasPending(run)) run.outcome(() => true);
  run.forget();
  work();
}

function hasPending({ loaded }: WorkflowRun): boolean {
  return loaded?.commands.some(({ status }) => status === "pending") === true;
}

function reasonOf({ loaded }: WorkflowRun): string | null {
  return loaded?.head.trouble ?? loaded?.head.reason ?? null;
}

function shownSent({ command, payload }: SentCommand): unknown {
  return { command, payload };
}

function shownCommand({ name, payload }: CommandMessage): unknown {
  return { command: name, payload };
}

function openTimers(run: WorkflowRun): unknown {
  const now = run.now().getTime();
  return Object.fromEntries(
    run.timers.map(({ name, key, dueAt }) => [key === "" ? name : `${name} ${key}`, `${dueAt.getTime() - now} ms`]),
  );
}

function expectedTimers(timers: Readonly<Record<string, Duration>>): unknown {
  return Object.fromEntries(Object.entries(timers).map(([name, due]) => [name, `${durationMs(due)} ms`]));
}
