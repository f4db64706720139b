#!/usr/bin/env node
import process from "node:process";
import { runCli } from "./run-cli.ts";

const outcome = await runCli(process.argv.slice(2));
// An application may have opened what keeps a process alive; a command that is done ends all the same.
if (outcome !== "serving") process.exit(outcome);
