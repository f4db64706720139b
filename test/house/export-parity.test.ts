import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PackageJson, packageJson, readJson, sourceOf } from "./entries.ts";
import { root } from "./tree.ts";

interface DenoJson {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

interface Tsconfig {
  readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly string[]>> };
}

interface Manifests {
  readonly npm: Pick<PackageJson, "name" | "version" | "exports" | "dependencies" | "peerDependencies">;
  readonly deno: DenoJson;
  readonly tsconfig: Tsconfig;
}

const manifests: Manifests = {
  npm: packageJson,
  deno: readJson<DenoJson>("deno.json"),
  tsconfig: readJson<Tsconfig>("tsconfig.json"),
};

describe("exports", () => {
  it("are the same in package.json, deno.json and tsconfig.json", () => {
    expect(offences(manifests)).toEqual([]);
  });

  it("each mean a mod.ts that is there", () => {
    const missing = Object.values(packageJson.exports)
      .map((target) => sourceOf(target.default))
      .filter((path) => !path.endsWith("/mod.ts") || !existsSync(join(root, path)));
    expect(missing, "an entry without its file").toEqual([]);
  });

  it("are told apart where one map lacks or changes a subpath", () => {
    const npm = { ...manifests.npm, exports: { ".": { types: "./dist/src/mod.d.ts", default: "./dist/src/mod.js" } } };
    const deno = { ...manifests.deno, version: "9.9.9", exports: { ".": "./src/other.ts" }, imports: {} };
    const tsconfig = { compilerOptions: { paths: { "myelin/http": ["./adapters/http/mod.ts"] } } };
    expect(offences({ npm, deno, tsconfig })).toEqual([
      "deno.json: version 9.9.9 is not package.json's 0.1.0; release both as one",
      'deno.json exports: "." is ./src/other.ts; make it ./src/mod.ts, as in package.json',
      'deno.json imports: "myelin" is missing; make it ./src/mod.ts, as in package.json',
      'tsconfig.json paths: "myelin" is missing; make it ./src/mod.ts, as in package.json',
      'tsconfig.json paths: "myelin/http" is not in package.json; add it there or take it out',
      ...dependenciesOf(npm).map(
        (name) => `deno.json imports: package "${name}" is missing; name the version of package.json`,
      ),
    ]);
  });

  it("are told where the types are not those of the code", () => {
    const npm = { ...manifests.npm, exports: { ".": { types: "./dist/dsl/mod.d.ts", default: "./dist/src/mod.js" } } };
    expect(offences({ ...manifests, npm })).toContain(
      'package.json exports: types of "." are ./dist/dsl/mod.d.ts; make them ./dist/src/mod.d.ts',
    );
  });
});

function offences({ npm, deno, tsconfig }: Manifests): readonly string[] {
  const bySubpath = new Map(Object.entries(npm.exports).map(([subpath, to]) => [subpath, `./${sourceOf(to.default)}`]));
  const byName = new Map([...bySubpath].map(([subpath, path]) => [npm.name + subpath.slice(1), path]));
  const paths = Object.entries(tsconfig.compilerOptions.paths).map(([name, [path]]) => [name, path ?? ""] as const);
  const own = Object.entries(deno.imports).filter(([name]) => isOwn(npm.name, name));
  return [
    ...typeOffences(npm),
    ...versionOffences(npm, deno),
    ...mapOffences("deno.json exports", bySubpath, new Map(Object.entries(deno.exports))),
    ...mapOffences("deno.json imports", byName, new Map(own)),
    ...mapOffences("tsconfig.json paths", byName, new Map(paths)),
    ...packageOffences(npm, deno),
  ];
}

function isOwn(own: string, name: string): boolean {
  return name === own || name.startsWith(`${own}/`);
}

function typeOffences(npm: Pick<PackageJson, "exports">): readonly string[] {
  return Object.entries(npm.exports).flatMap(([subpath, target]) => {
    const expected = target.default.replace(/\.js$/, ".d.ts");
    if (target.types === expected) return [];
    return [`package.json exports: types of "${subpath}" are ${target.types}; make them ${expected}`];
  });
}

function versionOffences(npm: Pick<PackageJson, "version">, deno: DenoJson): readonly string[] {
  if (npm.version === deno.version) return [];
  return [`deno.json: version ${deno.version} is not package.json's ${npm.version}; release both as one`];
}

type PathMap = ReadonlyMap<string, string>;

function mapOffences(where: string, wanted: PathMap, found: PathMap): readonly string[] {
  const wrong = [...wanted].flatMap(([name, path]) => {
    if (found.get(name) === path) return [];
    const state = found.has(name) ? found.get(name) : "missing";
    return [`${where}: "${name}" is ${state}; make it ${path}, as in package.json`];
  });
  const extra = [...found.keys()]
    .filter((name) => !wanted.has(name))
    .map((name) => `${where}: "${name}" is not in package.json; add it there or take it out`);
  return [...wrong, ...extra];
}

/** Deno must load the very versions that npm installs: one tree serves both. */
function packageOffences(npm: Manifests["npm"], deno: DenoJson): readonly string[] {
  return dependenciesOf(npm).flatMap((name) => {
    const specifier = deno.imports[name];
    if (specifier === undefined) {
      return [`deno.json imports: package "${name}" is missing; name the version of package.json`];
    }
    const wanted = `npm:${name}@${npm.dependencies[name] ?? npm.peerDependencies?.[name]}`;
    if (specifier === wanted) return [];
    return [`deno.json imports: package "${name}" is ${specifier}; make it ${wanted}`];
  });
}

function dependenciesOf(npm: Pick<Manifests["npm"], "dependencies" | "peerDependencies">): readonly string[] {
  return [...Object.keys(npm.dependencies), ...Object.keys(npm.peerDependencies ?? {})];
}
