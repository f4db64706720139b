export interface Size {
  readonly aggregates: number;
  /** Commands, and as many events, of each aggregate. */
  readonly items: number;
}

/** The source of an application in which every item is a command, an event, and their evolve, decide and fold handlers. */
export function generatedApplication({ aggregates, items }: Size): string {
  const names = range(aggregates).map((index) => `thing${index}`);
  return [
    'import { integer, pgTable, text } from "drizzle-orm/pg-core";',
    'import { aggregate, application, projection, query } from "myelin";',
    'import * as v from "valibot";',
    "",
    ...names.flatMap((name, index) =>
      aggregateSource(
        name,
        range(items).map((item) => `${index}x${item}`),
      ),
    ),
    `export const app = application("generated", [${names.flatMap((name) => [name, `${name}Rows`]).join(", ")}]);`,
  ].join("\n");
}

function aggregateSource(name: string, items: readonly string[]): readonly string[] {
  const each = (line: (item: string) => string): readonly string[] => items.map((item) => `    ${line(item)}`);
  return [
    `const ${name}Table = pgTable("${name}", { id: text("id").primaryKey(), count: integer("count").notNull() });`,
    `const ${name} = aggregate("${name}", {`,
    "  initial: () => ({ count: 0 }),",
    "  events: {",
    ...each((item) => `Done${item}: v.object({ by: v.number(), note${item}: v.string() }),`),
    "  },",
    "  commands: {",
    ...each((item) => `Do${item}: v.object({ id: v.string(), by: v.number(), note${item}: v.string() }),`),
    "  },",
    '  rejections: { TooMuch: "It is too much", TooLittle: v.object({ missing: v.number() }) },',
    "})",
    '  .route("id")',
    "  .evolve({",
    ...each((item) => `Done${item}: (state, { by }) => ({ ...state, count: state.count + by }),`),
    "  })",
    "  .decide({",
    ...each(
      (item) => `Do${item}: (state, { by, note${item} }, { emit, reject }) =>
      state.count + by > 100 ? reject.TooMuch() : emit.Done${item}({ by, note${item} }),`,
    ),
    "  });",
    `const ${name}Rows = projection`,
    `  .fold("${name}-rows", { table: ${name}Table, initial: { count: 0 } })`,
    `  .on(${name}, {`,
    ...each((item) => `Done${item}: (row, { by }) => ({ count: row.count + by }),`),
    "  })",
    `  .queries({ all: query(v.object({ id: v.string() }), ({ id }, { rows }) => rows.get(id)) });`,
    "",
  ];
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
