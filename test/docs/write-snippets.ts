import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { read, root } from "../house/tree.ts";
import { writtenPages } from "./pages.ts";
import { refreshed } from "./shown-code.ts";

// Fills the blocks of the docs from the files that their markers name: npm run docs:snippets
const readme = { path: "README.md", text: read("README.md") };
for (const { path, text } of [readme, ...writtenPages]) {
  const now = refreshed(text, read);
  if (now === text) continue;
  writeFileSync(join(root, path), now);
  console.log(path);
}
