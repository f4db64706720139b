import process from "node:process";
import { runCases } from "../run-cases.ts";
import { insideWorld } from "./inside-world.ts";

// Runs the cases inside Node, Deno or Bun, and prints a line of JSON for each.
const world = await insideWorld(process.env.CONFORMANCE_DATABASE ?? "");
await runCases(world, (outcome) => console.log(JSON.stringify(outcome)));
await world.close();
