import { writeFileSync } from "node:fs";

/**
 * Run before the harness: has `myelin` mean the sources that were built along with it. The examples import it by that name, and without
 * this it would be the package in `dist`, of whatever age.
 */
const folder = new URL("../../", import.meta.url);
// Anywhere else it would replace a package's own file.
if (!folder.pathname.endsWith("/.build/")) throw new Error("Cannot name the build: this is not in one; npm run chaos");
const content = { name: "myelin", type: "module", exports: { ".": "./src/mod.js" } };
writeFileSync(new URL("package.json", folder), JSON.stringify(content));
