import { createRequire } from "node:module";

interface DenoPackage {
  runInstall(): string;
}

/**
 * Where the `deno` package of this folder has its program, or why it is missing. The package's install script does
 * not run under npm 11's defaults; calling its installer finds the program in the platform's package.
 */
export function denoBinary(): { readonly path: string } | { readonly missing: string } {
  const require = createRequire(import.meta.url);
  try {
    // The package has no types; the lane fails at once if this function is gone.
    const installer = require("deno/install_api.cjs") as DenoPackage;
    return { path: installer.runInstall() };
  } catch (cause) {
    return { missing: `Deno is not installed (${String(cause).split("\n")[0]}); run npm ci in test/runtimes` };
  }
}
