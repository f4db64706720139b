import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import type { MaybePromise } from "../../base/maybe-promise.ts";
import type { DispatchAnswer, DispatchInterceptorNode, DispatchTools, Refusal } from "../../model/interceptor-node.ts";
import type { CommandTable } from "../../model/tables.ts";
import type { CommandSubmission } from "../engine.ts";

const tools: DispatchTools = Object.freeze({
  annotate: (metadata) => ({ kind: "metadata", metadata }),
  refuse: (why, details = {}) => ({ kind: "refusal", why, details }),
} satisfies DispatchTools);

/**
 * Runs the dispatch interceptors of a command, one after another, each on what the former left.
 *
 * @throws MyelinError `refused`; `handler_failed` when one throws what is no engine error
 */
export function dispatchCommand(
  submission: CommandSubmission,
  { dispatch }: Pick<CommandTable, "dispatch">,
): MaybePromise<CommandSubmission> {
  return dispatch.length === 0 ? submission : dispatchFrom(0, { submission, dispatch });
}

interface Dispatching {
  readonly submission: CommandSubmission;
  readonly dispatch: readonly DispatchInterceptorNode[];
}

/** At once, as far as nobody makes the command wait. */
function dispatchFrom(from: number, { submission, dispatch }: Dispatching): MaybePromise<CommandSubmission> {
  let current = submission;
  for (let nth = from; nth < dispatch.length; nth++) {
    const interceptor = dispatch[nth];
    if (interceptor === undefined) continue;
    const answer = ask(interceptor, current);
    if (answer instanceof Promise) {
      const asked = current;
      return answer.then((later) =>
        dispatchFrom(nth + 1, { submission: follow(asked, { interceptor, answer: later }), dispatch }),
      );
    }
    current = follow(current, { interceptor, answer });
  }
  return current;
}

function ask(
  { name, intercept }: DispatchInterceptorNode,
  submission: CommandSubmission,
): MaybePromise<DispatchAnswer> {
  const { command, payload, metadata = {}, id } = submission;
  try {
    const answer = intercept({ name: command, payload, metadata, commandId: id }, tools);
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((error: unknown) => {
      throw interceptorFailure(error, { interceptor: name, command });
    });
  } catch (error) {
    throw interceptorFailure(error, { interceptor: name, command });
  }
}

interface Asked {
  readonly interceptor: DispatchInterceptorNode;
  readonly answer: DispatchAnswer;
}

function follow(submission: CommandSubmission, { interceptor, answer }: Asked): CommandSubmission {
  if (answer === undefined) return submission;
  if (answer.kind === "refusal") throw refused(submission.command, answer);
  if (answer.kind === "metadata") return { ...submission, metadata: { ...submission.metadata, ...answer.metadata } };
  const message = `Cannot dispatch command "${submission.command}": interceptor "${interceptor.name}" answered neither annotate(…) nor refuse(…); return one of them, or undefined`;
  throw new MyelinError("handler_failed", message);
}

/** What the caller of a refused command gets. */
export function refused(command: string, { why, details }: Refusal): MyelinError {
  return new MyelinError("refused", `Cannot handle command "${command}": ${why}`, { details });
}

/** What an interceptor threw: an engine error as it is, anything else as the cause of one. */
export function interceptorFailure(
  error: unknown,
  { interceptor, command }: { interceptor: string; command: string },
): MyelinError {
  if (isMyelinError(error)) return error;
  const message = `Cannot handle command "${command}": interceptor "${interceptor}" threw ${JSON.stringify(messageOf(error))}; mend it`;
  return new MyelinError("handler_failed", message, { cause: error });
}
