import type { Handler } from "hono";
import { accepts } from "hono/accepts";
import { explain, tablesToJson } from "../../src/mod.ts";
import type { Engine } from "../../src/runtime/mod.ts";
import { jsonResponse } from "./answers.ts";

const json = "application/json";
const text = "text/plain";

/** `GET /routes`: the compiled tables as JSON, or as text to whoever prefers that. */
export function routesRoute({ tables }: Engine): Handler {
  return (context) => {
    const type = accepts(context, { header: "Accept", supports: [json, text], default: json });
    if (type === json) return jsonResponse(context, { value: tablesToJson(tables), headers: { vary: "accept" } });
    return context.newResponse(explain(tables), {
      headers: { "content-type": `${text}; charset=utf-8`, vary: "accept" },
    });
  };
}
