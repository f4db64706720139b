import { messageOf } from "../../base/error.ts";
import { changeHead, type Draft, versionOf } from "./draft.ts";
import { asJson, parseNow } from "./parse-now.ts";

/** Takes the instance to a later version, one after another. Where that fails it stays with the one it has, and the history says why. */
export function migrateInstance(draft: Draft, to: number): void {
  const { table, head } = draft;
  try {
    let at = { version: head.version, state: head.state, data: head.data };
    const later = Object.values(table.versions)
      .filter(({ version }) => version > head.version && version <= to)
      .sort((a, b) => a.version - b.version);
    for (const version of later) at = stepTo(version, at);
    if (at.version === head.version) return void draft.did.push(`ignored: it has version ${head.version}`);
    changeHead(draft, at);
    draft.version = versionOf(table, draft.head);
    draft.did.push(`migrate from version ${head.version} to ${at.version}`);
  } catch (error) {
    draft.did.push(`not migrated: ${messageOf(error)}`);
    draft.alarms.push(
      `Instance "${head.id}" of workflow "${table.name}" was not migrated to version ${to}: ${messageOf(error)}; mend the migration and migrate it again`,
    );
  }
}

type Standing = Pick<Draft["head"], "version" | "state" | "data">;

function stepTo(version: Draft["version"], { state, data }: Standing): Standing {
  if (state === null) return { version: version.version, state, data };
  const next = version.migrate?.({ state, data }) ?? { state, data };
  const schema = version.states[next.state];
  if (schema === undefined) throw new TypeError(`version ${version.version} has no state "${next.state}"`);
  return {
    version: version.version,
    state: next.state,
    data: parseNow(schema, { value: asJson(next.data), what: `state "${next.state}"` }),
  };
}
