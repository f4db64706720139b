import { afterEach, describe, expect, it, vi } from "vitest";
import { entries } from "./entries.ts";
import { packageFolders, root } from "./tree.ts";

const ownFrames = packageFolders.map((folder) => `${root}${folder}/`);

/** What must not happen while a module is loaded; each is watched where it lives. */
const watched = [
  [Math, "random"],
  [crypto, "getRandomValues"],
  [crypto, "randomUUID"],
  [globalThis, "setTimeout"],
  [globalThis, "setInterval"],
  [globalThis, "queueMicrotask"],
  [globalThis, "fetch"],
] as const;

describe("importing", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.resetModules();
  });

  it.each(Object.entries(entries))("%s draws nothing, waits for nothing and fetches nothing", async (_, path) => {
    const calls = watch();
    await import(`${root}${path}`);
    expect(calls).toEqual([]);
  });

  it("is caught when it does", async () => {
    const calls = watch([`${root}test/house/loud-module.ts`]);
    await import("./loud-module.ts");
    expect(calls).toEqual(["random"]);
  });
});

/** Collects calls that come from the package's own files; the loader's and other packages' are not ours. */
function watch(frames: readonly string[] = ownFrames): readonly string[] {
  const calls: string[] = [];
  for (const [owner, name] of watched) {
    // The two lists above hold functions only; a spy cannot be typed over their union.
    const target = owner as unknown as Record<string, (...args: unknown[]) => unknown>;
    const original = target[name];
    vi.spyOn(target, name).mockImplementation(function (this: unknown, ...args: unknown[]) {
      const stack = new Error().stack ?? "";
      if (frames.some((frame) => stack.includes(frame))) calls.push(name);
      return original?.apply(this, args);
    });
  }
  return calls;
}
