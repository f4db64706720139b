import { describe, expect, it } from "vitest";
import { filesIn, read } from "./tree.ts";

const binary = /\.(gz|zip|tgz|png|ico|wasm)$/;

/** Put together, so that this file holds none of them. */
const traces: readonly (readonly [RegExp, string])[] = [
  [new RegExp(["registry", "npmjs"].join("\\.")), "names a package registry; leave hosts to the user's own settings"],
  [new RegExp(["npm", "jsr", "io"].join("\\.")), "names a package registry; leave hosts to the user's own settings"],
  [/"resolved": "https?:/, "pins a registry in the lock file; install with the .npmrc of this tree"],
  [/(?<![\w.:/}])\/(work|home|Users|root)\/[\w-]/, "names a folder of one machine; make it relative or a parameter"],
];

describe("the tree", () => {
  it("names no registry host and no machine's folder", () => {
    const paths = filesIn().filter((path) => !binary.test(path));
    expect(paths.flatMap((path) => offences(path, read(path)))).toEqual([]);
  });

  it("is refused with one", () => {
    const host = ["registry", "npmjs", "org"].join(".");
    const home = ["", "home", "ann", "x"].join("/");
    const text = `a\nb https://${host}/x\n"${home}"\n`;
    expect(offences("a.md", text)).toEqual([
      "a.md:2: names a package registry; leave hosts to the user's own settings",
      "a.md:3: names a folder of one machine; make it relative or a parameter",
    ]);
  });

  it("may have such words in a URL's path", () => {
    expect(offences("a.md", "https://bank.example/home/x and ../work/x and ./root/x")).toEqual([]);
  });
});

function offences(path: string, text: string): readonly string[] {
  return text.split("\n").flatMap((line, index) => {
    const found = traces.filter(([pattern]) => pattern.test(line));
    return found.map(([, mend]) => `${path}:${index + 1}: ${mend}`);
  });
}
