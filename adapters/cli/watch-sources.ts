import { type Dirent, type FSWatcher, readdirSync, watch } from "node:fs";
import { extname, join } from "node:path";

/** Tells when sources below a directory change. Packages, build output and hidden directories do not count. */
export interface SourceWatch {
  /** Resolves at the next change, a moment later: editors write a file in several steps. */
  changed(): Promise<void>;
  close(): void;
}

const extensions = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".json"]);
const settleMs = 100;

/** One watcher a directory: watching recursively would also follow every package's thousands of directories. */
export function watchSources(root: string): SourceWatch {
  let watchers: readonly FSWatcher[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: (() => void)[] = [];
  const close = (): void => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
  const wake = (): void => {
    for (const resume of waiting.splice(0)) resume();
  };
  const seen = (event: string, file: string | null): void => {
    if (file === null || extensions.has(extname(file))) {
      clearTimeout(timer);
      timer = setTimeout(wake, settleMs);
    } else if (event === "rename") follow(); // perhaps a new directory
  };
  const follow = (): void => {
    for (const watcher of watchers) watcher.close();
    watchers = sourceDirectories(root).map((directory) => watch(directory, seen));
  };
  follow();
  return {
    changed: () =>
      new Promise((resolve) => {
        waiting = [...waiting, resolve];
      }),
    close,
  };
}

function sourceDirectories(directory: string): readonly string[] {
  const inside = readdirSync(directory, { withFileTypes: true }).filter(isSourceDirectory);
  return [directory, ...inside.flatMap(({ name }) => sourceDirectories(join(directory, name)))];
}

function isSourceDirectory(entry: Dirent): boolean {
  return (
    entry.isDirectory() && !entry.name.startsWith(".") && !["node_modules", "dist", "coverage"].includes(entry.name)
  );
}
