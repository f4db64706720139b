import { readFileSync, writeFileSync } from "node:fs";
import { type ScalingFigures, withFigures } from "./scaling-tables.ts";

const [, , file] = process.argv;
if (file === undefined)
  throw new Error("Cannot write docs/scaling.md: no figures are named; add the JSON file of a run");
// From .build/test/bench, where this runs.
const page = new URL("../../../../../docs/scaling.md", import.meta.url);
// A run's own file.
const figures = JSON.parse(readFileSync(file, "utf8")) as ScalingFigures;
writeFileSync(page, withFigures(readFileSync(page, "utf8"), figures));
