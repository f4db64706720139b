import { counterFiles } from "./cli-project.ts";

/** The counting application with a projection that cannot take 13 as long as `bug.ts` says so. */
export const parkingFiles = {
  ...counterFiles,
  "app.ts": counterFiles["app.ts"]
    .replace("aggregate, application, ", "aggregate, application, deadLetter, ")
    .replace("import { type Limits", 'import { unlucky } from "./bug.ts";\nimport { type Limits')
    .replace("initial: { count: 0 } })", "initial: { count: 0 }, onFailure: deadLetter({ retries: 0 }) })")
    .replace(
      "({ count: row.count + by })",
      "{ if (by === unlucky) throw new RangeError(by + ' brings bad luck'); return { count: row.count + by }; }",
    ),
  "bug.ts": "export const unlucky = 13;\n",
};

/** What mends it. */
export const mended = "export const unlucky = -1;\n";
