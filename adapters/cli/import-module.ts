import { pathToFileURL } from "node:url";

/** A module's exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/** What a runtime says that cannot run a file by itself: TypeScript at all, syntax that needs a compiler, an import without extension. */
const beyondRuntime = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  // Told with its line by jiti, without it by Node.
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_MODULE_NOT_FOUND",
]);

/**
 * Imports a module, TypeScript too. The runtime comes first (Deno, Bun, Node with type stripping). Where it cannot, as on Node 20,
 * jiti does: of the loaders tried it alone leaves packages to the runtime, so that the application and this command share one
 * copy of each, needs no native binary, and keeps lines and columns in stacks.
 */
export async function importModule(path: string): Promise<Exports> {
  const url = pathToFileURL(path).href;
  try {
    return await import(url);
  } catch (error) {
    if (!beyondRuntime.has(codeOf(error))) throw error;
    const { createJiti } = await import("jiti");
    // Aliases of the application's own tsconfig count; nothing is cached on disk.
    return createJiti(url, { interopDefault: false, fsCache: false, tsconfigPaths: true }).import(url);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
