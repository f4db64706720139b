import { expect, test } from "vitest";
import { type CliProject, cliProject, counterFiles } from "./cli-project.ts";

const app = (text: string): CliProject => cliProject({ ...counterFiles, "app.ts": text });
const { "app.ts": counterApp } = counterFiles;

async function refusal(project: CliProject, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await project.run(["routes", ...args]);
  expect([code, stdout]).toEqual([3, ""]);
  return stderr.trim();
}

test("a missing application is told, with the option that names another", async () => {
  expect(await refusal(cliProject({}))).toBe(
    'myelin: Cannot load "./app.ts": there is no such file; name yours with --app PATH',
  );
});

test("a module without an application is told what it exports", async () => {
  expect(await refusal(app("export const a = 1; export const b = 2;"))).toBe(
    'myelin: Cannot find an application in "./app.ts": it exports only a, b; export const app = application("…", [ … ])',
  );
});

test("a module that exports nothing is told so", async () => {
  expect(await refusal(app("export {};"))).toContain("it exports nothing;");
});

test("a module with several applications is told their names", async () => {
  const two = `${counterApp}\nexport const other = application("other", [counter, counts]);`;
  expect(await refusal(app(two))).toBe(
    'myelin: Cannot choose an application in "./app.ts": it exports app, other; export one of them only',
  );
});

test("a module that throws is told where in its own sources", async () => {
  const thrown = app('import { fail } from "./deeper/fail.ts";\nfail();\n');
  thrown.write(
    "deeper/fail.ts",
    'interface Why { readonly text: string }\nconst why: Why = { text: "No vault" };\n\nexport function fail(): never {\n  throw new Error(why.text);\n}\n',
  );
  expect(await refusal(thrown)).toMatch(
    /^myelin: Cannot load ".\/app.ts": No vault at deeper\/fail.ts:5:\d+; mend it$/,
  );
});

test("a declaration that the DSL refuses is told where in the user's sources", async () => {
  const keyless = counterApp.replace(".primaryKey()", "");
  expect(await refusal(app(keyless))).toMatch(/ at app.ts:\d+:\d+; mend it$/);
});

test("a module with a mistake of syntax is told where", async () => {
  expect(await refusal(app("export const a = 1;\nexport const b = = 2;\n"))).toMatch(/app.ts:2:17; mend it$/);
});

test("a module that imports what is not there is told what", async () => {
  expect(await refusal(app('import "./nowhere.ts";'))).toMatch(
    /^myelin: Cannot load ".\/app.ts": Cannot find module .*nowhere.ts/,
  );
  expect(await refusal(app('import { x } from "no-such-package";\nexport const y = x;'))).toContain("no-such-package");
});

test("an application with mistakes is told all of them", async () => {
  const twice = counterApp
    .replace("[counter, counts]", "[counts, counter, counter]")
    .replace('"counts", { t', '"Counts", { t');
  const message = await refusal(app(twice));
  expect(message.split("\n")).toEqual([
    'myelin: Cannot compile application "counting": it has 2 mistakes; mend each of these',
    expect.stringContaining('Cannot compile projection "Counts": its name is not'),
    '  - Cannot compile aggregate "counter": it is listed twice in the application; list it once',
  ]);
});

test("errors show their stacks only when asked to", async () => {
  const broken = app('throw new Error("No vault");');
  expect((await broken.run(["routes"])).stderr.split("\n").length).toBe(2);
  expect((await broken.run(["routes", "--verbose"])).stderr).toMatch(/\n\s+at .*app.ts:1:/);
});

test.each([
  ["a default export", (text: string) => text.replace("export const app =", "export default"), "app.ts"],
  [
    "two names of one application",
    (text: string) => `${text}\nexport { app as other };\nexport default app;`,
    "app.ts",
  ],
  ["a file of JavaScript", () => 'export { app } from "./counting.ts";', "app.js"],
  [
    "an import without extension, an enum and a decorator-free class with a parameter property",
    (text: string) =>
      `${text.replace("./limits.ts", "./limits")}\nenum Kind { A }\nclass Holder { constructor(readonly kind = Kind.A) {} }\nexport const holder = new Holder();`,
    "app.ts",
  ],
  ["an await at the top", (text: string) => `${text}\nexport const late = await Promise.resolve(1);`, "app.ts"],
] as const)("an application is found behind %s", async (_, change, file) => {
  const project = cliProject({ ...counterFiles, "counting.ts": counterApp, [file]: change(counterApp) });
  const { code, stdout, stderr } = await project.run(["routes", "--app", file]);
  expect([code, stderr, stdout.split("\n")[0]]).toEqual([0, "", "application counting"]);
});

test("an application may import by the aliases of its own tsconfig", async () => {
  const project = app(counterApp.replace("./limits.ts", "~/limits.ts"));
  project.write("tsconfig.json", JSON.stringify({ compilerOptions: { paths: { "~/*": ["./*"] } } }));
  expect((await project.run(["routes"])).code).toBe(0);
});

test("the application and the command share one copy of the engine", async () => {
  const project = app(
    `${counterApp}\nimport { MyelinError } from "myelin/runtime";\nthrow new MyelinError("store_not_ready", "Ours");`,
  );
  project.write("probe.mjs", 'import { MyelinError } from "myelin";\nprocess.exit(MyelinError === undefined ? 1 : 0);');
  const { stderr } = await project.run(["routes", "--verbose"]);
  expect(stderr).toContain("MyelinError: Ours");
});
