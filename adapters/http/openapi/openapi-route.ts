import type { Handler, Hono } from "hono";
import type { Engine, JsonObject } from "../../../src/runtime/mod.ts";
import { jsonResponse } from "../answers.ts";
import { openapiDocument } from "./openapi-document.ts";

export function addOpenapi(app: Hono, { engine }: { readonly engine: Engine }): void {
  app.get("/openapi.json", openapiRoute(engine));
}

/** `GET /openapi.json`: what the application can be asked over HTTP, with the address that it was asked at. */
function openapiRoute({ tables }: Engine): Handler {
  // Addresses at which the application is mounted are few, and a path that ends otherwise does not come here.
  const made = new Map<string, JsonObject>();
  return (context) => {
    const root = context.req.path.slice(0, -"/openapi.json".length) || "/";
    const document = made.get(root) ?? openapiDocument(tables, root);
    if (made.size < 8) made.set(root, document);
    return jsonResponse(context, { value: document });
  };
}
