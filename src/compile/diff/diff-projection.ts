import { compareSchemas } from "./compare-schemas.ts";
import { type KeptPair, part, same, sides, text, texts } from "./kept-json.ts";
import { breaking, safe, type TableChange } from "./table-change.ts";

/** What a projection has beside other processors: its rows, and queries of them. */
export function diffProjection(pair: KeptPair): readonly TableChange[] {
  return [...diffRows(pair), ...diffLife(pair), ...diffQueries(pair)];
}

function diffRows({ name, before, after }: KeptPair): readonly TableChange[] {
  const rebuild = `run "myelin processors rebuild ${name}" once it is deployed`;
  if (text(before, "form") !== text(after, "form") || text(before, "table") !== text(after, "table"))
    return [
      breaking({
        code: "projection_table_changed",
        subject: name,
        change: `Projection "${name}" writes ${rowsOf(after)}, and wrote ${rowsOf(before)}`,
        consequence: "what it has made of the events so far is not there",
        mend: rebuild,
      }),
    ];
  if (same(before.key, after.key)) return [];
  const [old, now] = [texts(before, "key"), texts(after, "key")];
  return [
    breaking({
      code: "projection_key_changed",
      subject: name,
      change: `Rows of projection "${name}" are found by ${now.join(", ")}, and were by ${old.join(", ")}`,
      consequence: "its rows do not fit: events go to others than those that they belong to",
      mend: rebuild,
    }),
  ];
}

function rowsOf(projection: KeptPair["before"]): string {
  const table = text(projection, "table");
  return table === "" ? "what its handlers write" : `table "${table}"`;
}

function diffLife({ name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [text(before, "life") || "async", text(after, "life") || "async"];
  if (old === now) return [];
  const facts = {
    code: "projection_life_changed",
    subject: name,
    change: `Projection "${name}" is ${now}, and was ${old}`,
  } as const;
  if (old === "inline" || now === "inline")
    return [
      breaking({
        ...facts,
        consequence:
          "nodes of the other code take no commands while it is changed: appends of both cannot go side by side",
        mend: `stop the old nodes before the new ones start${old === "inline" ? `, and run "myelin processors align ${name}" with the new code` : ""}; then accept it`,
      }),
    ];
  const consequence = now === "live" ? "its table is read no more" : "its table is built from the first event on";
  return [safe({ ...facts, consequence })];
}

function diffQueries({ name, before, after }: KeptPair): readonly TableChange[] {
  const { added, removed, kept } = sides(part(before, "queries"), part(after, "queries"));
  return [
    ...added.map((query) =>
      safe({
        code: "query_added",
        subject: `${name}.${query}`,
        change: `Query "${query}" of projection "${name}" is new`,
        consequence: "nodes of the new code answer it",
      }),
    ),
    ...removed.map((query) =>
      breaking({
        code: "query_removed",
        subject: `${name}.${query}`,
        change: `Query "${query}" of projection "${name}" is gone`,
        consequence: "callers get unknown_query",
        mend: "keep it until nobody asks it any more",
      }),
    ),
    ...kept.flatMap((pair) => diffQuery(`${name}.${pair.name}`, pair)),
  ];
}

function diffQuery(subject: string, { before, after }: KeptPair): readonly TableChange[] {
  const schema = compareSchemas(before.schema, after.schema);
  if (schema.kind === "same") return [];
  if (schema.kind === "wider") {
    const consequence = "what callers asked is answered still";
    return [safe({ code: "query_changed", subject, change: `Query "${subject}" takes more`, consequence })];
  }
  return [
    breaking({
      code: "query_narrowed",
      subject,
      change: `Query "${subject}" takes less: ${schema.why}`,
      consequence: "callers of the old form get invalid_query",
      mend: "make what is new optional, or add a query of another name",
    }),
  ];
}
