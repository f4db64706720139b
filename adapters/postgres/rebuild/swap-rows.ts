import type { Session } from "../driver.ts";
import type { TwinColumn, TwinTables } from "./twin-tables.ts";

/** Names that no column has. */
const [old, fresh] = ['"myelin old row"', '"myelin new row"'];

/**
 * Makes the rows of the tables that serve those of their twins, by what differs alone: nothing is emptied or renamed, so that who reads meanwhile
 * sees the rows of before, and views, rights, triggers and references stay. Rows are compared by their images: also where their types know
 * no equality.
 */
export async function swapRows(session: Session, twins: readonly TwinTables[]): Promise<void> {
  await session.script("set constraints all deferred");
  for (const twin of [...twins].reverse()) await session.query({ text: deleteText(twin) });
  for (const twin of twins) {
    if (changesInPlace(twin)) await session.query({ text: updateText(twin) });
    await session.query({ text: insertText(twin) });
    await raiseIdentities(session, twin);
  }
}

/** In place, what refers to a row keeps it. Not where a value may go from one row to another that is unique. */
function changesInPlace({ columns, otherUnique }: TwinTables): boolean {
  const keyed = columns.some(({ key }) => key);
  return keyed && !otherUnique && columns.every(({ key, identity }) => key || identity !== "always");
}

function sameKey(columns: readonly TwinColumn[]): string {
  const keys = columns.filter(({ key }) => key);
  return keys.map(({ quoted }) => `${old}.${quoted} = ${fresh}.${quoted}`).join(" and ");
}

/** Rows that are gone, also those that only changed where they do not change in place. Without a key nobody can tell which is which. */
export function deleteText(twin: TwinTables): string {
  const { real, shadow, columns } = twin;
  const key = sameKey(columns);
  if (key === "") return `delete from ${real}`;
  const same = changesInPlace(twin) ? key : `${key} and ${old} *= ${fresh}`;
  return `delete from ${real} ${old} where not exists (select from ${shadow} ${fresh} where ${same})`;
}

export function updateText({ real, shadow, columns }: TwinTables): string {
  const written = columns.filter(({ generated, identity }) => !generated && identity !== "always");
  const change = written.map(({ quoted }) => `${quoted} = ${fresh}.${quoted}`).join(", ");
  return `update ${real} ${old} set ${change} from ${shadow} ${fresh} where ${sameKey(columns)} and ${old} *<> ${fresh}`;
}

export function insertText({ real, shadow, columns }: TwinTables): string {
  const written = columns.filter(({ generated }) => !generated).map(({ quoted }) => quoted);
  const key = sameKey(columns);
  const missing = key === "" ? "" : ` where not exists (select from ${real} ${old} where ${key})`;
  const values = written.map((column) => `${fresh}.${column}`).join(", ");
  return `insert into ${real} (${written.join(", ")}) overriding system value select ${values} from ${shadow} ${fresh}${missing}`;
}

/** What was counted for the twin counts from now on. */
export const raiseIdentityText = `select setval(o.sequence, greatest(pg_sequence_last_value(o.sequence), pg_sequence_last_value(n.sequence)))
from (select pg_get_serial_sequence($1, $3)::regclass as sequence) o, (select pg_get_serial_sequence($2, $3)::regclass as sequence) n
where pg_sequence_last_value(n.sequence) is not null`;

async function raiseIdentities(session: Session, { real, shadow, columns }: TwinTables): Promise<void> {
  for (const { identity, quoted } of columns) {
    if (identity === undefined) continue;
    const name = quoted.slice(1, -1).replaceAll('""', '"');
    await session.query({ text: raiseIdentityText, values: [real, shadow, name] });
  }
}
