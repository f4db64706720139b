import { keyHash } from "../../../../src/runtime/mod.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";
import { styleOfParts } from "./style-parts.ts";

let known: string | undefined;

/** Changes when the style or the script does, so that browsers may keep both for ever. */
export function assetVersion(): string {
  known ??= keyHash(style + styleOfParts + script).toString(36);
  return known;
}
