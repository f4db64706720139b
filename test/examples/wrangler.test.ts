import { expect, it } from "vitest";
import { read } from "../house/tree.ts";

it("examples/bank/wrangler.toml names the worker, and the runtime's settings with which the worker is tested", () => {
  const settings = read("examples/bank/wrangler.toml");
  const tested = read("test/runtimes/workers/start-worker.ts");
  const settingOf = (name: string) => new RegExp(`^${name} = (.+)$`, "m").exec(settings)?.[1];
  expect(settingOf("main")).toBe('"workers.ts"');
  expect(tested).toContain(`const compatibilityDate = ${settingOf("compatibility_date")};`);
  expect(tested).toContain(`compatibilityFlags: ${settingOf("compatibility_flags")}`);
  expect(settingOf("crons")).toBe('["* * * * *"]');
});
