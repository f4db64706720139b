import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { benchFolder } from "./bench-folder.ts";
import { plotSvg } from "./plot.ts";
import type { BenchReport } from "./report.ts";

/** `npm run bench:plot -- REPORT.json [PLOT.svg]`: draws a report; default `test/bench/plot.svg`. */
const [from, to = fileURLToPath(new URL("plot.svg", benchFolder))] = process.argv.slice(2);
if (from === undefined) {
  console.error("npm run bench:plot -- REPORT.json [PLOT.svg]");
  process.exit(2);
}
const report: BenchReport = JSON.parse(readFileSync(from, "utf8"));
writeFileSync(to, plotSvg(report));
console.log(`Drew ${to}`);
