import { describe, expect, it } from "vitest";
import { filesIn } from "./tree.ts";

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Names that say nothing about what is inside, so that anything gathers there. */
const vague = /^(utils?|types?|helpers?|common|misc|shared|index|constants|interfaces)$/;

describe("names", () => {
  it("of files and folders are kebab-case and say what is inside", () => {
    const paths = filesIn("src", "dsl", "adapters", "examples", "test").filter((path) => /\.tsx?$/.test(path));
    expect(paths.flatMap(offences)).toEqual([]);
  });

  it("are refused in other cases, in folders too", () => {
    expect(offences("src/eventStore.ts")).toEqual(["src/eventStore.ts: rename eventStore to kebab-case"]);
    expect(offences("adapters/PgLite/event_store.test.ts")).toEqual([
      "adapters/PgLite/event_store.test.ts: rename PgLite to kebab-case",
      "adapters/PgLite/event_store.test.ts: rename event_store to kebab-case",
    ]);
  });

  it("are refused when they are vague, but in src/base", () => {
    expect(offences("src/runtime/utils.ts")).toEqual(["src/runtime/utils.ts: name it after its main export"]);
    expect(offences("dsl/types/index.ts")).toHaveLength(1);
    expect(offences("src/base/types.ts")).toEqual([]);
    expect(offences("src/base/key-hash.ts")).toEqual([]);
  });
});

function offences(path: string): readonly string[] {
  const parts = path.split("/").map((part) => part.replace(/(\.test|\.config|\.d)?\.tsx?$/, ""));
  const badCase = parts.filter((part) => !kebab.test(part)).map((part) => `${path}: rename ${part} to kebab-case`);
  const name = parts.at(-1) ?? "";
  const isVague = vague.test(name) && !path.startsWith("src/base/");
  return isVague ? [...badCase, `${path}: name it after its main export`] : badCase;
}
