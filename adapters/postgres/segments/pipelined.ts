import type { Session, SqlResult, SqlStatement } from "../driver.ts";

/** Sends a script and statements behind it in one go; answers the last one's result. Throws the first failure, once all have ended. */
export async function pipelined(
  session: Session,
  { script, statements }: { readonly script: string; readonly statements: readonly SqlStatement[] },
): Promise<SqlResult> {
  const begun = session.script(script);
  const done = statements.map((statement) => session.query(statement));
  const [before, ...after] = await Promise.allSettled([begun, ...done]);
  if (before.status === "rejected") throw before.reason;
  for (const one of after) if (one.status === "rejected") throw one.reason;
  const last = await done.at(-1);
  if (last === undefined) throw new Error("no statement was given");
  return last;
}
