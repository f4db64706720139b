import { isAfter, type Position, type RetryNode } from "../../src/mod.ts";
import { askCommand } from "./ask-command.ts";
import { askQuery } from "./ask-query.ts";
import { workflowCalls } from "./ask-workflow.ts";
import type { Way } from "./call.ts";
import type { ClientOptions, CommandOptions, QueryOptions } from "./client-options.ts";
import type { Client, RemoteApplication } from "./client-types.ts";
import { followEvents } from "./follow-events.ts";
import type { FollowOptions } from "./follow-options.ts";
import { transport } from "./transport.ts";

const patient: RetryNode = { kind: "exponential", firstMs: 100, maxMs: 5_000, maxAttempts: 5 };

/**
 * A client of an application over HTTP, typed by it without its code. Each command has one id in all of its attempts, so that it is handled once;
 * queries wait for what this client has written. Attempts that failed for a while are repeated; rejections are values; everything else is
 * thrown as the engine's errors.
 *
 * @example
 * ```ts
 * import { client } from "myelin/client";
 * import type { bank } from "./bank.ts";
 *
 * const { commands, queries } = client<typeof bank>({ url: "https://bank.example" });
 * const outcome = await commands.WithdrawMoney({ accountId: "a-1", amount: 500 });
 * if (!outcome.ok && outcome.reason === "InsufficientFunds") console.log(outcome.data.missing);
 * console.log(await queries.balances.balanceOf({ accountId: "a-1" }));
 * ```
 *
 * @throws MyelinError `not_found` for a url that is none
 */
export function client<App extends RemoteApplication>(at: string | URL | ClientOptions): Client<App> {
  const options: ClientOptions = typeof at === "string" || at instanceof URL ? { url: at } : at;
  const carrier = transport(options);
  const way: Way = { transport: carrier, retry: options.retry ?? patient, timeoutMs: options.timeoutMs ?? 30_000 };
  let last = options.position;
  const seen = (position: Position): void => {
    if (last === undefined || isAfter(position, last)) last = position;
  };
  const lost = (position: Position): void => {
    if (last === position) last = undefined;
  };
  const ports = { way, seen, lost, position: () => last };
  const parts = {
    commands: byName(
      (command) =>
        (payload: unknown, own: CommandOptions = {}) =>
          askCommand({ command, payload, options: own }, ports),
    ),
    queries: byName((projection) =>
      byName(
        (query) =>
          (parameters: unknown, own: QueryOptions = {}) =>
            askQuery({ projection, query, parameters, options: own }, ports),
      ),
    ),
    workflows: byName((workflow) => workflowCalls(workflow, way)),
    events: (own: FollowOptions = {}) => followEvents(own, carrier),
    seen,
    get position() {
      return last;
    },
  };
  // Names and types are the application's: the server has the same names, and only the types know the payloads.
  return parts as never;
}

/** An object that has whatever it is asked for: what there is, only the types know here, and the server. */
function byName<Value>(make: (name: string) => Value): object {
  const made = new Map<string, Value>();
  return new Proxy(Object.freeze({}), {
    get: (_, name) => {
      // Asked for by `await` and by those who print things.
      if (typeof name !== "string" || name === "then" || name === "toJSON") return undefined;
      const known = made.get(name) ?? make(name);
      made.set(name, known);
      return known;
    },
  });
}
