import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import { andThen, type MaybePromise } from "../../base/maybe-promise.ts";
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
  let dispatched: MaybePromise<CommandSubmission> = submission;
  for (const interceptor of dispatch)
    dispatched = andThen(dispatched, (current) =>
      andThen(ask(interceptor, current), (answer) => follow(current, { interceptor, answer })),
    );
  return dispatched;
}

function ask(
  { name, intercept }: DispatchInterceptorNode,
  submission: CommandSubmission,
): MaybePromise<DispatchAnswer> {
  const { command, payload, metadata = {}, id } = submission;
  const failed = (error: unknown): never => {
    throw interceptorFailure(error, { interceptor: name, command });
  };
  try {
    const answer = intercept({ name: command, payload, metadata, commandId: id }, tools);
    return answer instanceof Promise ? answer.catch(failed) : answer;
  } catch (error) {
    return failed(error);
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
