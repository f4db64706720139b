import { appFile, ignoreFiles, tryText, tsconfigFile, vitestFile } from "./shared-files.ts";
import { jsonFile, type ProjectFacts, type ProjectFiles, versions } from "./template.ts";

/** Node with PGlite until DATABASE_URL names a Postgres. */
export function nodeTemplate(facts: ProjectFacts): ProjectFiles {
  return {
    ...ignoreFiles,
    "README.md": readme(facts),
    "app.test.ts": vitestFile,
    "app.ts": appFile(facts),
    "package.json": packageJson(facts),
    "tsconfig.json": tsconfigFile,
  };
}

function packageJson({ name, myelin }: ProjectFacts): string {
  return jsonFile({
    name,
    version: "0.1.0",
    private: true,
    type: "module",
    scripts: {
      dev: "myelin dev",
      start: "myelin start",
      migrate: "myelin migrate",
      check: "tsc",
      test: "vitest run",
    },
    dependencies: {
      "@electric-sql/pglite": versions.pglite,
      "drizzle-orm": versions.drizzle,
      myelin,
      valibot: versions.valibot,
    },
    devDependencies: {
      "@types/node": versions.nodeTypes,
      typescript: versions.typescript,
      vitest: versions.vitest,
    },
  });
}

function readme({ name }: ProjectFacts): string {
  return `# ${name}

A [Myelin](https://www.npmjs.com/package/myelin) application on Node: \`app.ts\` declares it, \`app.test.ts\` tests it.

| command | what |
| --- | --- |
| \`npm install\` | once |
| \`npm test\` | runs the tests, without a database |
| \`npm run check\` | checks the types |
| \`npm run dev\` | serves on http://127.0.0.1:8080 and starts anew when a source changes |
| \`npm run migrate\`, \`npm start\` | makes the schema, then serves as in production |

Without \`DATABASE_URL\` everything is kept in \`.myelin/\` by PGlite, Postgres inside of the process; with it that Postgres is used. \`PORT\`, \`HOST\` and
\`MYELIN_ADMIN_TOKEN\` are read, too: \`npx myelin --help\` lists all.

${tryText("http://127.0.0.1:8080")}
Before a deployment \`npx myelin diff --deployed\` and \`npx myelin check-deploy\` tell what it would break.
`;
}
