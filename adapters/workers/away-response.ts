import { errorCodes, isMyelinError } from "../../src/runtime/mod.ts";

/** What a request is answered for which no engine could be started, in the form of the engine's other problems. Tells nothing of the cause. */
export function awayResponse(error: unknown): Response {
  const code = isMyelinError(error) && startCodes.has(error.code) ? error.code : "internal";
  const [status, title] = code === "internal" ? [500, "Internal Server Error"] : [503, "Service Unavailable"];
  const problem = { type: `urn:myelin:problem:${code}`, title, status, code, detail: errorCodes[code] };
  const retry = status === 503 ? { "retry-after": "1" } : {};
  return new Response(JSON.stringify(problem), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...retry },
  });
}

/** What `startEngine` throws that passes, or that somebody mends. */
const startCodes: ReadonlySet<string> = new Set(["unavailable", "store_not_ready", "contention"]);
