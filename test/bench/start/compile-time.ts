import { rmSync, writeFileSync } from "node:fs";
import { compile } from "../../../src/mod.ts";
import { manyCommands } from "./many-commands.ts";

/** Sends the milliseconds that the first `compile` of an application takes; its number of commands is the argument. */
const commands = Number(process.argv[2]);
// In this folder, so that the module finds the packages.
const module = new URL(`many-${commands}-${process.pid}.js`, import.meta.url);
writeFileSync(
  module,
  manyCommands(commands, { myelin: import.meta.resolve("../../../src/mod.js"), valibot: "valibot" }),
);
try {
  const { app } = await import(module.href);
  const began = performance.now();
  compile(app);
  process.send?.(performance.now() - began);
} finally {
  rmSync(module);
}
