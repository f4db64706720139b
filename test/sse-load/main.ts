import { parseArgs } from "node:util";
import { runLoad } from "./run-load.ts";

const option = { type: "string" } as const;
const { values } = parseArgs({ options: { listeners: option, seconds: option, rate: option, resuming: option } });
const { listeners = "5000", seconds = "60", rate = "10", resuming = "500" } = values;
const figures = await runLoad({
  listeners: Number(listeners),
  seconds: Number(seconds),
  rate: Number(rate),
  resuming: Number(resuming),
});
const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MiB`;
const { idle, listening, after } = figures.rss;
console.log(JSON.stringify(figures));
console.log(`${listeners} listeners, ${figures.events} events in ${seconds} s, ${resuming} listeners cut off half-way`);
console.log(`missed, doubled or out of order: ${figures.wrong}`);
console.log(`delay: p50 ${figures.delayMs.p50} ms, p99 ${figures.delayMs.p99} ms, max ${figures.delayMs.max} ms`);
console.log(
  `memory of the node: idle ${mib(idle)}, listening ${mib(listening)}, after ${mib(after)}; ${figures.cpuPercent}% of a core`,
);
process.exit(figures.wrong === 0 ? 0 : 1);
