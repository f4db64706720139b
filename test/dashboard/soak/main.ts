import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runSoak } from "./run-soak.ts";

const option = { type: "string" } as const;
const { values } = parseArgs({ options: { minutes: option, rate: option, accounts: option, json: option } });
const { minutes = "60", rate = "40", accounts = "500", json } = values;
const figures = await runSoak({
  seconds: Number(minutes) * 60,
  rate: Number(rate),
  accounts: Number(accounts),
  say: (line) => console.log(line),
});
if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
console.log(JSON.stringify(figures, null, 2));
process.exit(figures.ok ? 0 : 1);
