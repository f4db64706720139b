import { isShadow, keyHash } from "../../../src/runtime/mod.ts";
import { quoted } from "../rows/fold-columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";

/** Where the tables of a processor lie that is built beside another one; undefined for any other. Quoted. */
export function shadowSchema({ plain }: SchemaName, processor: string): string | undefined {
  if (!isShadow(processor)) return undefined;
  const text = JSON.stringify([plain, processor]);
  const mark = [keyHash(text), keyHash(`rebuild ${text}`)].map((hash) => hash.toString(16).padStart(8, "0")).join("");
  // A name has 63 bytes, at most.
  return quoted(`${plain.slice(0, 38)}_rebuild_${mark}`);
}

/** For the rest of the transaction: names without a schema are looked for there first. */
export function redirectText(shadow: string): string {
  const path = `concat_ws(', ', '${shadow}', nullif(current_setting('search_path'), ''))`;
  return `select set_config('search_path', ${path}, true)`;
}

/** What a transaction under the name of such a processor begins with, behind its limits; nothing for any other. */
export function redirection(schema: SchemaName, processor: string): string {
  const shadow = shadowSchema(schema, processor);
  return shadow === undefined ? "" : `; ${redirectText(shadow)}`;
}
