import type { Handler } from "hono";
import { script } from "./script.ts";
import { style } from "./style.ts";
import { styleOfParts } from "./style-parts.ts";

/** The address names the version, so what was loaded once stays. */
const kept = { "cache-control": "public, max-age=31536000, immutable" };

export const styleRoute: Handler = (context) =>
  context.body(style + styleOfParts, 200, { "content-type": "text/css; charset=utf-8", ...kept });

export const scriptRoute: Handler = (context) =>
  context.body(script, 200, { "content-type": "text/javascript; charset=utf-8", ...kept });
