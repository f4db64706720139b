import type { CommandResult } from "../../model/command-result.ts";
import type { HandledCommand, HandlerInterceptorNode, HandlerTools, Refusal } from "../../model/interceptor-node.ts";
import type { Deadline } from "../deadline.ts";
import type { AttemptHistory } from "./attempt-command.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { interceptorFailure, refused } from "./dispatch-command.ts";
import type { CommandExecutor, Execution } from "./executor.ts";

/** Executes a command within its handler interceptors, the first outermost; most commands have none. */
export function intercepted(executor: CommandExecutor): CommandExecutor {
  return {
    convoys: executor.convoys,
    get waiting() {
      return executor.waiting;
    },
    retain: executor.retain,
    execute: (execution) => {
      if (execution.envelope.table.handle.length === 0) executor.execute(execution);
      else new InterceptedExecution(execution, executor).begin();
    },
  };
}

class Tools implements HandlerTools {
  private readonly deadline: Deadline;

  constructor(deadline: Deadline) {
    this.deadline = deadline;
  }

  // A property, so that interceptors may take it out of the tools.
  readonly refuse = refusal;

  get signal(): AbortSignal {
    return this.deadline.signal;
  }
}

function refusal(why: string, details: Readonly<Record<string, unknown>> = {}): Refusal {
  return { kind: "refusal", why, details };
}

/** A command within its interceptors. A class, since there is one for every command under way. */
class InterceptedExecution {
  private readonly execution: Execution;
  private readonly executor: CommandExecutor;
  private readonly command: HandledCommand;
  private readonly tools: HandlerTools;
  /** Resolves or rejects as the execution under way, or the last one, did. */
  private last: Promise<CommandResult> | undefined = undefined;
  private underWay = false;
  /** Until the interceptors have been called: whoever lets everything through then needs no promise more. */
  private beginning = true;

  constructor(execution: Execution, executor: CommandExecutor) {
    const { table, payload, metadata, callerId, stream } = execution.envelope;
    this.execution = execution;
    this.executor = executor;
    this.command = { name: table.name, payload, metadata, commandId: callerId, stream };
    this.tools = new Tools(execution.deadline);
  }

  begin(): void {
    const { execution } = this;
    const outcome = this.call(0);
    this.beginning = false;
    const direct = this.last === outcome;
    if (!direct && this.last !== undefined) heard(this.last);
    const tell = direct ? outcome : this.orLate(outcome);
    tell.then(
      (result) => execution.settle(result),
      (error: unknown) => execution.fail(error),
    );
  }

  /** Who lingers beyond the deadline is not waited for; what was handled within it counts. */
  private orLate(outcome: Promise<CommandResult>): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const leave = this.execution.deadline.whenOver((error) => {
        if (this.last === undefined) reject(error);
        else this.last.then(resolve, reject);
      });
      outcome.then(resolve, reject).finally(leave);
    });
  }

  private call(nth: number): Promise<CommandResult> {
    const interceptor = this.execution.envelope.table.handle[nth];
    if (interceptor === undefined) return this.execute();
    let inner: Promise<CommandResult> | undefined;
    const next = (): Promise<CommandResult> => {
      inner = this.call(nth + 1);
      return inner;
    };
    try {
      const answer = interceptor.intercept(this.command, next, this.tools);
      // It lets everything through: nothing of it need be looked at.
      if (answer === inner && inner !== undefined) return inner;
      return heard(this.checked(interceptor, answer));
    } catch (error) {
      return Promise.reject(this.failure(interceptor, error));
    }
  }

  private async checked(
    interceptor: HandlerInterceptorNode,
    pending: Promise<CommandResult | Refusal> | CommandResult | Refusal,
  ): Promise<CommandResult> {
    let answer: CommandResult | Refusal;
    try {
      answer = await pending;
    } catch (error) {
      throw this.failure(interceptor, error);
    }
    if (isResult(answer)) return answer;
    if (isRefusal(answer)) throw refused(this.command.name, answer);
    throw this.failure(interceptor, new Error("it answered no outcome: return what next() resolves with"));
  }

  private failure({ name }: HandlerInterceptorNode, error: unknown): Error {
    return interceptorFailure(error, { interceptor: name, command: this.command.name });
  }

  /** A command that was handled is not handled again; one that failed may be, and looks for what it may have stored. */
  private execute(): Promise<CommandResult> {
    if (this.last === undefined) return this.executeNow(undefined);
    if (this.underWay) return this.last;
    const before = this.last;
    return heard(before.catch(() => this.executeAgain(before)));
  }

  private executeAgain(before: Promise<CommandResult>): Promise<CommandResult> {
    // Somebody else was called in meanwhile: the same outcome.
    if (this.last !== undefined && this.last !== before) return this.last;
    // Above version 0 there are all of its events, if any.
    return this.executeNow({ firstVersion: 0, uncertain: true });
  }

  private executeNow(history: AttemptHistory | undefined): Promise<CommandResult> {
    const { deadline } = this.execution;
    if (deadline.over !== undefined) return heard(Promise.reject(deadline.over));
    const last = new Promise<CommandResult>((resolve, reject) => {
      this.underWay = true;
      const ended = (): void => {
        this.underWay = false;
      };
      this.executor.execute(new InnerExecution(this.execution, { history, ended, resolve, reject }));
    });
    this.last = last;
    return this.beginning ? last : heard(last);
  }
}

/** An interceptor that does not wait for it must not end the process. */
function heard(outcome: Promise<CommandResult>): Promise<CommandResult> {
  outcome.catch(() => {});
  return outcome;
}

interface InnerContext {
  readonly history: AttemptHistory | undefined;
  readonly ended: () => void;
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
}

/** What `next` executes: its outcome goes to the interceptors. */
class InnerExecution implements Execution {
  readonly envelope: CommandEnvelope;
  readonly deadline: Deadline;
  readonly history: AttemptHistory | undefined;
  private readonly outer: Execution;
  private readonly context: InnerContext;

  constructor(outer: Execution, context: InnerContext) {
    this.envelope = outer.envelope;
    this.deadline = outer.deadline;
    this.history = context.history;
    this.outer = outer;
    this.context = context;
  }

  settle(result: CommandResult): void {
    this.context.ended();
    this.context.resolve(result);
  }

  fail(error: unknown): void {
    this.context.ended();
    this.context.reject(error);
  }

  departed(): void {
    this.outer.departed();
  }
}

// Interceptors are a user's code, perhaps in JavaScript: what they answer is looked at.
function isResult(answer: unknown): answer is CommandResult {
  return typeof answer === "object" && answer !== null && "ok" in answer;
}

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "refusal";
}
