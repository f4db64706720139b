import { isRecord, type Json } from "../../base/json.ts";
import { objectOf, part, same, text } from "./kept-json.ts";
import { narrowings } from "./schema-narrowing.ts";

/** How a schema of the kept tables changed. */
export type SchemaChange =
  | { readonly kind: "same" }
  /** All that was taken is taken still. */
  | { readonly kind: "wider" }
  | { readonly kind: "narrower"; readonly why: string };

/** Of two schemas as tables keep them: `{ vendor, takes }`. */
export function compareSchemas(before: Json | undefined, after: Json | undefined): SchemaChange {
  if (same(before, after)) return { kind: "same" };
  const [old, now] = [objectOf(before), objectOf(after)];
  if (!isRecord(old.takes) || !isRecord(now.takes)) return ofVendors(text(old, "vendor"), text(now, "vendor"));
  const found = narrowings(part(old, "takes"), part(now, "takes"));
  return found.length === 0 ? { kind: "wider" } : { kind: "narrower", why: found.join("; ") };
}

/** Of a library that does not tell what a schema takes, only the name is known. */
function ofVendors(before: string, after: string): SchemaChange {
  if (before === after) return { kind: "wider" };
  return { kind: "narrower", why: `it is a schema of ${after || "none"}, and was one of ${before || "none"}` };
}
