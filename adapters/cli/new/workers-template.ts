import { appFile, ignoreFiles, tryText, tsconfigFile, vitestFile } from "./shared-files.ts";
import { jsonFile, type ProjectFacts, type ProjectFiles, versions } from "./template.ts";

/** Cloudflare Workers: Postgres behind Hyperdrive there, any Postgres in workerd on this machine. */
export function workersTemplate(facts: ProjectFacts): ProjectFiles {
  return {
    ...ignoreFiles,
    "README.md": readme(facts),
    "app.test.ts": vitestFile,
    "app.ts": appFile(facts),
    "dev.mjs": devFile,
    "package.json": packageJson(facts),
    "tsconfig.json": tsconfigFile,
    "worker.ts": workerFile,
    "wrangler.toml": wranglerFile(facts),
  };
}

function packageJson({ name, myelin }: ProjectFacts): string {
  return jsonFile({
    name,
    version: "0.1.0",
    private: true,
    type: "module",
    scripts: { dev: "node dev.mjs", migrate: "myelin migrate", check: "tsc", test: "vitest run" },
    dependencies: { "drizzle-orm": versions.drizzle, myelin, valibot: versions.valibot },
    devDependencies: {
      "@types/node": versions.nodeTypes,
      esbuild: versions.esbuild,
      miniflare: versions.miniflare,
      typescript: versions.typescript,
      vitest: versions.vitest,
    },
  });
}

const workerFile = `import { compile } from "myelin";
import { httpApp } from "myelin/http";
import { postgresStore } from "myelin/postgres";
import { workersHost } from "myelin/workers";
import { app } from "./app.ts";

export default workersHost({
  tables: () => compile(app), // once in each isolate, at its first request
  store: (url) => postgresStore({ url, max: 3, mode: "pooled" }), // by HYPERDRIVE, else DATABASE_URL
  app: (engine, { http }) => httpApp(engine, http), // with MYELIN_ADMIN_TOKEN, where it is set
});
`;

const devFile = `// The worker in workerd on this machine, on the Postgres of DATABASE_URL. Nothing of it asks the network.
import { build } from "esbuild";
import { Miniflare } from "miniflare";

const { DATABASE_URL: database, MYELIN_ADMIN_TOKEN: token, PORT: port = "8787" } = process.env;
if (!database) {
  console.error("Cannot start: DATABASE_URL is not set; name a Postgres, and run npm run migrate first");
  process.exit(2);
}
const { outputFiles } = await build({
  entryPoints: ["worker.ts"],
  bundle: true,
  format: "esm",
  platform: "node",
  conditions: ["workerd", "worker"],
  target: "es2022",
  external: ["cloudflare:*"],
  write: false,
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("/");' },
});
const worker = new Miniflare({
  modules: [{ type: "ESModule", path: "worker.mjs", contents: outputFiles[0].text }],
  compatibilityDate: "2026-04-01",
  compatibilityFlags: ["nodejs_compat"],
  host: "127.0.0.1",
  port: Number(port),
  hyperdrives: { HYPERDRIVE: database },
  ...(token ? { bindings: { MYELIN_ADMIN_TOKEN: token } } : {}),
});
console.log(\`Listening on \${(await worker.ready).origin}\`);
`;

function wranglerFile({ name }: ProjectFacts): string {
  return `name = "${name}"
main = "worker.ts"
compatibility_date = "2026-04-01"
compatibility_flags = ["nodejs_compat"]

# Every minute: projections that nobody moved, letters and timers that are due, commands that were accepted and not handled.
[triggers]
crons = ["* * * * *"]

# A pool of connections near the database: npx wrangler hyperdrive create ${name} --connection-string="postgres://…" --caching-disabled
[[hyperdrive]]
binding = "HYPERDRIVE"
id = "<the id that the command prints>"

# Secrets: npx wrangler secret put MYELIN_ADMIN_TOKEN
`;
}

function readme({ name }: ProjectFacts): string {
  return `# ${name}

A [Myelin](https://www.npmjs.com/package/myelin) application on Cloudflare Workers: \`app.ts\` declares it, \`app.test.ts\` tests it, \`worker.ts\` serves it.

| command | what |
| --- | --- |
| \`npm install\` | once |
| \`npm test\` | runs the tests, without a database |
| \`npm run check\` | checks the types |
| \`DATABASE_URL=postgres://… npm run migrate\` | makes the schema: before the first deployment, and each that changes tables |
| \`DATABASE_URL=postgres://… npm run dev\` | serves in workerd on http://127.0.0.1:8787 |
| \`npx wrangler deploy\` | deploys; \`wrangler.toml\` says what it needs: a Hyperdrive binding and a cron trigger |

${tryText("http://127.0.0.1:8787")}
Before a deployment \`npx myelin diff --deployed\` and \`npx myelin check-deploy\` tell what it would break.
`;
}
