import { describe, test } from "vitest";
import { eachStore } from "./each-store.ts";
import { interleavingCases } from "./interleaving-cases.ts";

describe.each(eachStore)("$kind", ({ open }) => {
  test.each(interleavingCases)("$name", async ({ run }) => run(await open()));
});
