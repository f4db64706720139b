import { setTimeout as wait } from "node:timers/promises";
import type { Http, HttpAnswer } from "./http-to.ts";

export interface Patience {
  /** How long one request is tried before its failure is thrown; milliseconds, default 120,000. */
  readonly patienceMs?: number;
  /** Told each time a request is about to be sent again. */
  readonly onRetry?: (why: string) => void;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Sends until an answer comes that sending again would not change: through a server that is away, restarting, busy or cut off.
 * Each attempt is the same request, `Idempotency-Key` included, so that the server does the command once, whichever arrived.
 */
export function patient(http: Http, options: Patience = {}): Http {
  const { patienceMs = 120_000, onRetry = () => {}, sleep = wait } = options;
  return async (request) => {
    const since = performance.now();
    for (let attempt = 0; ; attempt += 1) {
      const answer = await http(request).catch((failure: Error) => failure);
      const why = whyAgain(answer);
      if (why === undefined && !(answer instanceof Error)) return answer;
      if (performance.now() - since > patienceMs) throw new Error(gaveUp(request.path, why), { cause: answer });
      onRetry(String(why));
      await sleep(Math.max(backOff(attempt), retryAfter(answer)));
    }
  };
}

const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const passingConflicts: ReadonlySet<string> = new Set(["in_progress", "version_conflict"]);

function whyAgain(answer: HttpAnswer | Error): string | undefined {
  if (answer instanceof Error) return answer.message;
  if (passing.has(answer.status)) return `it answers ${answer.status}`;
  return answer.status === 409 && passingConflicts.has(JSON.parse(answer.text).code) ? "it is busy with it" : undefined;
}

/** 25 to 50 ms at first, doubling to 2 s: jitter keeps those that failed together from coming back together. */
function backOff(attempt: number): number {
  return Math.min(2_000, 50 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

function retryAfter(answer: HttpAnswer | Error): number {
  const seconds = answer instanceof Error ? 0 : Number(answer.headers["retry-after"] ?? 0);
  return Number.isFinite(seconds) ? Math.min(seconds, 30) * 1_000 : 0;
}

function gaveUp(path: string, why: string | undefined): string {
  return `Cannot send ${path}: ${why}; start the server and replay again, it goes on where it was`;
}
