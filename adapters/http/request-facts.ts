import type { Context } from "hono";
import { type CommandFacts, commandFacts, isMyelinError } from "../../src/runtime/mod.ts";
import { commandHeaders, traceHeaders } from "./command-headers.ts";

/** By what a request is found in logs and traces: for a command its id and its conversation, as far as its headers say. */
export function requestFacts(context: Context): CommandFacts {
  const metadata = traceHeaders(context.req);
  const { id: commandId, correlationId } = idsOf(context);
  return commandFacts({ commandId, correlationId, metadata });
}

/** Of malformed headers nothing is repeated. */
function idsOf(context: Context): Pick<ReturnType<typeof commandHeaders>, "id" | "correlationId"> {
  try {
    return commandHeaders(context);
  } catch (error) {
    if (isMyelinError(error)) return {};
    throw error;
  }
}
