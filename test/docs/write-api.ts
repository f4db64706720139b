import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../house/tree.ts";
import { apiPages } from "./api/api-page.ts";

// Writes the API reference anew: npm run docs:api
mkdirSync(join(root, "docs/api"), { recursive: true });
for (const [path, text] of apiPages()) writeFileSync(join(root, path), text);
