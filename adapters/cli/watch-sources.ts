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
  const watchers = new Map<string, FSWatcher>();
  const waiting = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wake = (): void => {
    for (const resume of waiting) resume();
    waiting.clear();
  };
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(wake, settleMs);
  };
  const seen = (event: string, file: string | null): void => {
    if (file === null || extensions.has(extname(file))) changed();
    // A directory may bring sources with it that nobody was told of, or take them away.
    else if (event === "rename" && follow(root, { watchers, seen })) changed();
  };
  follow(root, { watchers, seen });
  return {
    changed: () => new Promise((resolve) => waiting.add(resolve)),
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

interface Following {
  readonly watchers: Map<string, FSWatcher>;
  readonly seen: (event: string, file: string | null) => void;
}

/** Watches the directories that are there now, and no others. Whether that changed anything. */
function follow(root: string, { watchers, seen }: Following): boolean {
  const now = new Set(sourceDirectories(root));
  const gone = [...watchers].filter(([directory]) => !now.has(directory));
  const fresh = [...now].filter((directory) => !watchers.has(directory));
  for (const [directory, watcher] of gone) {
    watcher.close();
    watchers.delete(directory);
  }
  for (const directory of fresh) watchers.set(directory, watch(directory, seen));
  return gone.length > 0 || fresh.length > 0;
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
