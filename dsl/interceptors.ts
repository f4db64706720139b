import type {
  CommandPattern,
  DispatchFunction,
  DispatchInterceptorNode,
  HandlerFunction,
  HandlerInterceptorNode,
} from "../src/model/interceptor-node.ts";

/** Which commands an interceptor of an application is for. */
export interface InterceptorOptions {
  /** A name, a text in which `*` stands for any letters, or a regular expression; default: all commands. */
  readonly commands?: CommandPattern;
}

/**
 * Runs where a command is submitted, before its payload is checked: may add metadata or refuse. Not within the engine's retries, and
 * once per submission, so also when the outcome of its id is known already.
 *
 * @example
 * ```ts
 * onDispatch("tenant required", ({ metadata }, { refuse }) =>
 *   metadata.tenantId === undefined ? refuse("Name a tenant") : undefined,
 * )
 * ```
 */
export function onDispatch(
  name: string,
  intercept: DispatchFunction,
  { commands = "*" }: InterceptorOptions = {},
): DispatchInterceptorNode {
  return Object.freeze({ name, commands, intercept });
}

/**
 * Wraps the handling of commands: retries, load, decision and append happen within `next`, which answers the outcome. May refuse
 * instead, measure, or call `next` again after it failed; then it comes behind commands of its sequence that went on meanwhile. Runs once the command's turn in its sequence has come, so what it waits for
 * its successors wait for, too.
 *
 * @example
 * ```ts
 * aroundHandling("slow commands", async ({ name }, next) => {
 *   const began = Date.now();
 *   const result = await next();
 *   if (Date.now() - began > 1_000) console.warn(`${name} was slow`);
 *   return result;
 * })
 * ```
 */
export function aroundHandling(
  name: string,
  intercept: HandlerFunction,
  { commands = "*" }: InterceptorOptions = {},
): HandlerInterceptorNode {
  return Object.freeze({ name, commands, intercept });
}
