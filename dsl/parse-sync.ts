import type { StandardSchemaV1 } from "@standard-schema/spec";
import { MyelinError } from "../src/base/error.ts";

/**
 * The value as the schema gives it back.
 *
 * @throws MyelinError `invalid_command` where it does not fit, `unsupported` where the schema is asynchronous
 */
export function parseSync(schema: StandardSchemaV1, { name, payload }: { name: string; payload: unknown }): unknown {
  const result = schema["~standard"].validate(payload);
  if (result instanceof Promise) {
    const message = `Cannot decide command "${name}" outside the engine: its schema is asynchronous; submit it to an engine`;
    throw new MyelinError("unsupported", message);
  }
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(({ message, path = [] }) => ({ path: path.map(segment).join("."), message }));
  const why = issues.map(({ path, message }) => `${path || "payload"}: ${message}`).join("; ");
  const message = `Cannot decide command "${name}": its payload does not fit the schema (${why}); mend the payload`;
  throw new MyelinError("invalid_command", message, { details: { issues } });
}

function segment(part: PropertyKey | StandardSchemaV1.PathSegment): string {
  return String(typeof part === "object" ? part.key : part);
}
