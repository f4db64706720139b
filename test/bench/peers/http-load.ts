import autocannon from "autocannon";
import type { HttpLoadJob } from "../contestants/http-load-job.ts";
import { figuresOf } from "../figures.ts";
import { answerJobs } from "../processes/answer-jobs.ts";

/** autocannon, one request at a time on each connection; a process of its own. */
answerJobs<HttpLoadJob>(async ({ url, bodies, rampMs, timedMs }) => {
  const latencies: number[] = [];
  let clients = 0;
  const from = performance.now() + rampMs;
  const load = autocannon({
    url: `${url}/commands/DepositMoney`,
    method: "POST",
    headers: { "content-type": "application/json" },
    connections: bodies.length,
    duration: (rampMs + timedMs) / 1000,
    setupClient: (client) => client.setRequests((bodies[clients++] ?? []).map((body) => ({ body }))),
  });
  load.on("response", (_client: unknown, _status: number, _bytes: number, ms: number) => {
    const now = performance.now();
    if (now >= from && now < from + timedMs) latencies.push(ms);
  });
  const { errors, timeouts, non2xx } = await load;
  if (errors + timeouts + non2xx > 0)
    throw new Error(`${errors} connections broke, ${timeouts} requests timed out, ${non2xx} were not answered by 2xx`);
  return figuresOf(latencies, { timedMs, perCall: 1 });
});
