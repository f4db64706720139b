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

/** Never rejects: the outcome goes to the execution. */
async function around(execution: Execution, { executor, handle }: Around): Promise<void> {
  const { envelope, deadline, settle, fail, departed } = execution;
  const { table, payload, metadata, callerId, stream } = envelope;
  const command: HandledCommand = { name: table.name, payload, metadata, commandId: callerId, stream };
  const tools: HandlerTools = {
    refuse: (why, details = {}) => ({ kind: "refusal", why, details }),
    get signal() {
      return deadline.signal;
    },
  };
  let inside = 0;
  let ended = false;
  const innermost = async (): Promise<CommandResult> => {
    if (deadline.over !== undefined) throw deadline.over;
    inside++;
    try {
      return await new Promise((resolve, reject) => {
        executor.execute({ envelope, deadline, settle: resolve, fail: reject, departed });
      });
    } finally {
      inside--;
    }
  };
  const end = (tell: () => void): void => {
    if (ended) return;
    ended = true;
    tell();
  };
  // Inside, the executor knows what a passed deadline means; outside, nothing happens any more.
  const leave = deadline.whenOver((error) => inside === 0 && end(() => fail(error)));
  const call = handle.reduceRight(
    (next, interceptor) => () => callInterceptor(interceptor, { command, next, tools }),
    innermost,
  );
  try {
    const result = await call();
    end(() => settle(result));
  } catch (error) {
    end(() => fail(error));
  } finally {
    leave();
  }
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
