import { appFile, ignoreFiles, testCases, testImports, testNames, tryText } from "./shared-files.ts";
import { jsonFile, type ProjectFacts, type ProjectFiles, versions } from "./template.ts";

/** Deno with PGlite until DATABASE_URL names a Postgres. */
export function denoTemplate(facts: ProjectFacts): ProjectFiles {
  return {
    ...ignoreFiles,
    "README.md": readme(facts),
    "app.ts": appFile(facts),
    "app_test.ts": `${testImports}${testNames}const { test } = Deno;\n\n${testCases}`,
    "deno.json": denoJson(facts),
    "main.ts": mainFile,
  };
}

function denoJson({ myelin }: ProjectFacts): string {
  const base = `npm:myelin@${myelin}`;
  return jsonFile({
    tasks: {
      dev: "deno run --allow-all --watch main.ts",
      start: "deno run --allow-all main.ts",
      check: "deno check *.ts",
      test: "deno test --allow-all",
    },
    imports: {
      "@electric-sql/pglite": `npm:@electric-sql/pglite@${versions.pglite}`,
      "drizzle-orm": `npm:drizzle-orm@${versions.drizzle}`,
      "drizzle-orm/": `npm:/drizzle-orm@${versions.drizzle}/`,
      myelin: base,
      "myelin/": `npm:/myelin@${myelin}/`,
      valibot: `npm:valibot@${versions.valibot}`,
    },
    compilerOptions: { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  });
}

const mainFile = `import { compile } from "myelin";
import { serveDeno } from "myelin/deno";
import { httpApp } from "myelin/http";
import { pgliteStore } from "myelin/pglite";
import { postgresStore } from "myelin/postgres";
import { startEngine } from "myelin/runtime";
import { app } from "./app.ts";

const databaseUrl = Deno.env.get("DATABASE_URL");
const store = databaseUrl === undefined
  ? await pgliteStore({ directory: ".myelin" })
  : await postgresStore({ url: databaseUrl });
const engine = await startEngine({ tables: compile(app), store, migrate: true });
const adminToken = Deno.env.get("MYELIN_ADMIN_TOKEN") ?? ""; // none: what it protects is closed
const { url } = await serveDeno({
  fetch: httpApp(engine, { adminToken }).fetch,
  port: Number(Deno.env.get("PORT") ?? 8080),
  onShutdown: () => engine.stop(),
});
console.log(\`Listening on \${url}\`);
`;

function readme({ name }: ProjectFacts): string {
  return `# ${name}

A [Myelin](https://www.npmjs.com/package/myelin) application on Deno: \`app.ts\` declares it, \`app_test.ts\` tests it, \`main.ts\` serves it.

| command | what |
| --- | --- |
| \`deno task test\` | runs the tests, without a database |
| \`deno task check\` | checks the types |
| \`deno task dev\` | serves on http://127.0.0.1:8080 and starts anew when a source changes |
| \`deno task start\` | serves |

Without \`DATABASE_URL\` everything is kept in \`.myelin/\` by PGlite, Postgres inside of the process; with it that Postgres is used.

${tryText("http://127.0.0.1:8080")}`;
}
