import process from "node:process";
import { runCases } from "../run-cases.ts";
import { workerdWorld } from "./workerd-world.ts";

// Has the application in workerd, runs the cases against it, and prints a line of JSON for each.
const world = await workerdWorld(process.env.CONFORMANCE_DATABASE ?? "");
await runCases(world, (outcome) => console.log(JSON.stringify(outcome)));
await world.close();
