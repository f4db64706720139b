import assert from "node:assert/strict";
import { compile, explain } from "../../../src/mod.ts";
import { bank } from "../domain/bank.ts";
import { asAdmin, type ConformanceCase, factsOf, problemOf } from "../world.ts";

export const hostCases: readonly ConformanceCase[] = [
  {
    name: "admin is closed without a token, and to a wrong one",
    run: async ({ ask }) => {
      await problemOf(ask("/bare/admin/processors"), [403, "forbidden"]);
      await problemOf(ask("/admin/processors"), [401, "unauthorized"]);
      const headers = { authorization: "Bearer open-barley" };
      await problemOf(ask("/admin/processors", { headers }), [401, "unauthorized"]);
      await factsOf(ask("/admin/processors", { headers: asAdmin }));
    },
  },
  {
    name: "health tells that it lives and that it is ready",
    run: async ({ ask }) => {
      assert.deepEqual(await factsOf(ask("/health/live")), { status: "live" });
      assert.equal((await factsOf(ask("/health/ready"))).status, "ready");
    },
  },
  {
    name: "the compiled tables read the same as on any other runtime",
    run: async ({ ask }) => {
      const answer = await ask("/routes", { headers: { accept: "text/plain" } });
      assert.equal((await answer.text()).trim(), explain(compile(bank)).trim());
    },
  },
];
