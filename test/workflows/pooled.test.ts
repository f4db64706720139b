import { afterAll, beforeAll, describe, test } from "vitest";
import { behind } from "../processors/grounds.ts";
import { runCases } from "../processors/processor-case.ts";
import { type Bouncer, bouncerFolder, startBouncer } from "../support/bouncer.ts";
import { testServer } from "../support/database.ts";
import { allCases } from "./all-cases.ts";

if ((await bouncerFolder) === undefined) {
  describe("workflows behind PgBouncer", () => {
    test.skip("are tested where pgbouncer is installed", () => {});
  });
} else {
  let bouncer: Bouncer;
  beforeAll(async () => {
    bouncer = await startBouncer(testServer().url);
  });
  afterAll(() => bouncer?.stop());
  runCases(
    "behind PgBouncer",
    behind((url) => bouncer.by(url)),
    allCases,
  );
}
