import type { StandardSchemaV1 } from "@standard-schema/spec";

/** One place where a value does not fit its schema. */
export interface Issue {
  /** Property names and indexes joined by dots; empty for the value itself. */
  readonly path: string;
  readonly message: string;
}

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Validates through the Standard Schema seam. A promise only where the schema is asynchronous. */
export function parseWith(schema: StandardSchemaV1, value: unknown): Parsed | Promise<Parsed> {
  const answer = schema["~standard"].validate(value);
  return answer instanceof Promise ? answer.then(toParsed) : toParsed(answer);
}

function toParsed(result: StandardSchemaV1.Result<unknown>): Parsed {
  if (result.issues === undefined) return { ok: true, value: result.value };
  return { ok: false, issues: result.issues.map(toIssue) };
}

function toIssue(issue: StandardSchemaV1.Issue): Issue {
  const path = (issue.path ?? []).map((segment) => String(typeof segment === "object" ? segment.key : segment));
  return { path: path.join("."), message: issue.message };
}
