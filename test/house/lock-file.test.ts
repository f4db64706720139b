import { describe, expect, it } from "vitest";
import { readJson } from "./entries.ts";

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe("lock files", () => {
  it.each(["package-lock.json", "test/runtimes/package-lock.json", "test/bench/package-lock.json"])(
    "%s lists the packages of every platform",
    (path) => {
      expect(offences(readJson<LockFile>(path))).toEqual([]);
    },
  );

  it("are told what they lack", () => {
    const packages = {
      "node_modules/a": { version: "1.0.0", optionalDependencies: { "@a/linux": "1.0.0", "@a/darwin": "1.0.0" } },
      "node_modules/@a/linux": { version: "1.0.0" },
    };
    expect(offences({ packages })).toEqual([
      "node_modules/@a/darwin@1.0.0 is missing; npm ci refuses the file: add its entry, optional and with its os and cpu",
    ]);
  });
});

/** A registry that lacks a platform's package makes npm leave it out without a word, and npm ci then refuses the file. */
function offences({ packages }: LockFile): readonly string[] {
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.entries(optionalDependencies),
  );
  return wanted
    .filter(([name]) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))
    .map(
      ([name, version]) =>
        `node_modules/${name}@${version} is missing; npm ci refuses the file: add its entry, optional and with its os and cpu`,
    );
}
