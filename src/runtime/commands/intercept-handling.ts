import type { CommandResult } from "../../model/command-result.ts";
import type { HandledCommand, HandlerInterceptorNode, HandlerTools, Refusal } from "../../model/interceptor-node.ts";
import { interceptorFailure, refused } from "./dispatch-command.ts";
import type { CommandExecutor, Execution } from "./executor.ts";

/** Executes a command within its handler interceptors, the first outermost; most commands have none. */
export function intercepted(executor: CommandExecutor): CommandExecutor {
  return {
    convoys: executor.convoys,
    execute: (execution) => {
      const { handle } = execution.envelope.table;
      if (handle.length === 0) executor.execute(execution);
      else void around(execution, { executor, handle });
    },
  };
}

interface Around {
  readonly executor: CommandExecutor;
  readonly handle: readonly HandlerInterceptorNode[];
}

/** What `next` came to so far. */
interface Inside {
  /** Resolves or rejects as the execution under way, or the last one, did. */
  last: Promise<CommandResult> | undefined;
  underWay: boolean;
}

/** Never rejects: the outcome goes to the execution. */
async function around(execution: Execution, { executor, handle }: Around): Promise<void> {
  const { envelope, deadline, settle, fail } = execution;
  const { table, payload, metadata, callerId, stream } = envelope;
  const command: HandledCommand = { name: table.name, payload, metadata, commandId: callerId, stream };
  const tools: HandlerTools = {
    refuse: (why, details = {}) => ({ kind: "refusal", why, details }),
    get signal() {
      return deadline.signal;
    },
  };
  const inside: Inside = { last: undefined, underWay: false };
  const innermost = (): Promise<CommandResult> => {
    const outcome = executeOnce(execution, { executor, inside });
    // An interceptor that does not wait for it must not end the process.
    outcome.catch(() => {});
    return outcome;
  };
  const call = handle.reduceRight(
    (next, interceptor) => () => callInterceptor(interceptor, { command, next, tools }),
    innermost,
  );
  let leave = (): void => {};
  // Who lingers beyond the deadline is not waited for; what was handled within it counts.
  const late = new Promise<CommandResult>((resolve, reject) => {
    leave = deadline.whenOver((error) => {
      if (inside.last === undefined) reject(error);
      else inside.last.then(resolve, reject);
    });
  });
  await Promise.race([call(), late]).then(settle, fail);
  leave();
}

interface Executing {
  readonly executor: CommandExecutor;
  readonly inside: Inside;
}

/** A command that was handled is not handled again; one that failed may be, and looks for what it may have stored. */
async function executeOnce(execution: Execution, { executor, inside }: Executing): Promise<CommandResult> {
  const { envelope, deadline, departed } = execution;
  const before = inside.last;
  // Called again while it is under way, or after it succeeded: the same outcome.
  if (before !== undefined && (inside.underWay || (await succeeded(before)))) return before;
  if (deadline.over !== undefined) throw deadline.over;
  // Above version 0 there are all of its events, if any.
  const history = before === undefined ? undefined : { firstVersion: 0, uncertain: true };
  const last = new Promise<CommandResult>((resolve, reject) => {
    executor.execute({ envelope, deadline, settle: resolve, fail: reject, departed, history });
  });
  inside.last = last;
  inside.underWay = true;
  return last.finally(() => {
    inside.underWay = false;
  });
}

function succeeded(outcome: Promise<CommandResult>): Promise<boolean> {
  return outcome.then(
    () => true,
    () => false,
  );
}

interface Call {
  readonly command: HandledCommand;
  readonly next: () => Promise<CommandResult>;
  readonly tools: HandlerTools;
}

async function callInterceptor(
  { name, intercept }: HandlerInterceptorNode,
  { command, next, tools }: Call,
): Promise<CommandResult> {
  let answer: CommandResult | Refusal;
  try {
    answer = await intercept(command, next, tools);
  } catch (error) {
    throw interceptorFailure(error, { interceptor: name, command: command.name });
  }
  if (isResult(answer)) return answer;
  if (isRefusal(answer)) throw refused(command.name, answer);
  throw interceptorFailure(new Error("it answered no outcome: return what next() resolves with"), {
    interceptor: name,
    command: command.name,
  });
}

// Interceptors are a user's code, perhaps in JavaScript: what they answer is looked at.
function isResult(answer: unknown): answer is CommandResult {
  return typeof answer === "object" && answer !== null && "ok" in answer;
}

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "refusal";
}
