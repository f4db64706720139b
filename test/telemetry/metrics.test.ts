import parsePrometheus from "parse-prometheus-text-format";
import { afterEach, expect, test } from "vitest";
import { prometheusName, prometheusText } from "../../adapters/http/metrics/prometheus-text.ts";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type Engine, metricDefinitions, type Store, startEngine } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";
import { bug, sceneTables } from "./scene.ts";

let engine: Engine;
afterEach(async () => {
  bug.broken = false;
  await engine.stop();
});

async function start(store: Store = memoryStore(), options: { readonly metrics?: boolean } = {}): Promise<void> {
  engine = await startEngine({ tables: sceneTables(), store, log: () => {}, ...options });
}

async function place(orderId: string, amount: number): Promise<void> {
  await engine.submit({ command: "Place", payload: { orderId, amount } });
}

type Labels = Readonly<Record<string, string>>;

/** What a reader of Prometheus' format makes of the answer. */
async function read(): Promise<{
  readonly text: string;
  readonly types: Labels;
  value(name: string, labels?: Labels): number | undefined;
}> {
  const answer = await httpApp(engine).request("/metrics");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await answer.text();
  const families = parsePrometheus(text);
  return {
    text,
    types: Object.fromEntries(families.map(({ name, type }) => [name, type])),
    value: (name, labels = {}) => {
      const metrics = families.find((family) => family.name === name)?.metrics ?? [];
      const found = metrics.find((one) => Object.entries(labels).every(([key, own]) => one.labels?.[key] === own));
      return found?.value === undefined ? undefined : Number(found.value);
    },
  };
}

/** The reader drops the labels of histograms: their lines are looked at as they are. */
function histogram(text: string, series: string): { readonly buckets: readonly number[]; readonly count: number } {
  const [name = "", labels = ""] = series.split("{").map((part) => part.replace("}", ""));
  const numbers = (start: string): readonly number[] =>
    text.split("\n").flatMap((line) => (line.startsWith(start) ? [Number(line.slice(line.lastIndexOf(" ")))] : []));
  const buckets = numbers(`${name}_bucket{${labels}${labels === "" ? "" : ","}le=`);
  return { buckets, count: numbers(`${name}_count${labels === "" ? " " : `{${labels}}`}`)[0] ?? Number.NaN };
}

test("every instrument that has a series is read by a reader of Prometheus' format, under its name and type", async () => {
  await start();
  await place("o-1", 5);
  await eventually(async () =>
    expect((await read()).value("myelin_workflow_instances", { status: "completed" })).toBe(1),
  );
  const { types } = await read();
  const families = await engine.metrics();
  const shown = families.filter(({ points }) => points.length > 0).map(({ definition }) => definition);
  expect(Object.keys(types).sort()).toEqual(shown.map(prometheusName).sort());
  for (const definition of shown) expect(types[prometheusName(definition)]).toBe(definition.kind.toUpperCase());
});

test("commands are counted by name and outcome, refused ones by their code, names that nobody declares together", async () => {
  await start();
  await place("o-1", 5);
  await place("o-2", 5_000);
  await engine.submit({ command: "Place", payload: { orderId: 7 } }).catch(() => {});
  for (const command of ["Plaice", "Palace"]) await engine.submit({ command, payload: {} }).catch(() => {});
  const { value, text } = await read();
  const commands = (labels: Labels): number | undefined => value("myelin_commands_total", labels);
  expect(commands({ command: "Place", outcome: "done" })).toBe(1);
  expect(commands({ command: "Place", outcome: "rejected" })).toBe(1);
  expect(commands({ command: "Place", outcome: "failed", error_type: "invalid_command" })).toBe(1);
  expect(commands({ command: "_OTHER", outcome: "failed", error_type: "unknown_command" })).toBe(2);
  const took = histogram(text, 'myelin_command_duration_seconds{command="Place",outcome="done"}');
  expect(took.count).toBe(1);
  expect(took.buckets).toEqual(took.buckets.toSorted((a, b) => a - b));
  expect(took.buckets.at(-1)).toBe(1);
  expect(value("myelin_commands_in_flight")).toBe(0);
  const appends = histogram(text, "myelin_append_batch_size");
  expect(appends.count).toBeGreaterThan(0);
  expect(appends.buckets.at(-1)).toBe(appends.count);
});

test("a parked sequence, its letter and its retry are counted, and so is what the processors did", async () => {
  await start();
  bug.broken = true;
  await place("o-1", 5);
  await eventually(async () => expect((await read()).value("myelin_letters", { processor: "totals" })).toBe(1));
  const parked = await read();
  expect(parked.value("myelin_letters_sequences", { processor: "totals" })).toBe(1);
  expect(parked.value("myelin_letters_parked_total", { processor: "totals" })).toBe(1);
  expect(parked.value("myelin_processor_failures_total", { processor: "totals" })).toBe(1);
  await engine.letters.retry({ processor: "totals" });
  bug.broken = false;
  await engine.letters.retry({ processor: "totals" });
  const retried = await read();
  expect(retried.value("myelin_letter_retries_total", { processor: "totals", outcome: "requeued" })).toBe(1);
  expect(retried.value("myelin_letter_retries_total", { processor: "totals", outcome: "handled" })).toBe(1);
  await eventually(async () => expect((await read()).value("myelin_letters", { processor: "totals" })).toBe(0));
  expect(retried.value("myelin_processor_segments", { processor: "totals", state: "running" })).toBe(16);
});

test("labels are names of declarations, codes and states: no id is among them, however many there are", async () => {
  await start();
  for (let nth = 0; nth < 50; nth++) await place(`order-${nth}`, 1);
  const before = prometheusText(await engine.metrics());
  for (let nth = 50; nth < 100; nth++) await place(`order-${nth}`, 1);
  const text = prometheusText(await engine.metrics());
  expect(text).not.toMatch(/order-\d/);
  const series = (lines: string): readonly string[] => lines.split("\n").map((line) => line.replace(/ [^ ]*$/, ""));
  expect(series(text).length).toBeLessThan(series(before).length + 40);
});

test("what the database does not tell is left out while it is away, and the rest is told", async () => {
  const store = memoryStore();
  await start(store);
  await place("o-1", 5);
  store.events.safeHead = async () => {
    throw new Error("away");
  };
  const { value } = await read();
  expect(value("myelin_store_ready")).toBe(0);
  expect(value("myelin_letters", { processor: "totals" })).toBeUndefined();
  expect(value("myelin_commands_total", { command: "Place", outcome: "done" })).toBe(1);
});

test("an engine without metrics counts nothing, and a server that does not show them says so", async () => {
  await start(memoryStore(), { metrics: false });
  await place("o-1", 5);
  expect(await engine.metrics()).toEqual([]);
  expect((await httpApp(engine, { metrics: false }).request("/metrics")).status).toBe(404);
});

test("texts cannot break out of a label or a line of their own", () => {
  const definition = metricDefinitions.letters;
  const attributes = { processor: 'a"b\\c\nmyelin_letters 99' };
  const text = prometheusText([{ definition, points: [{ attributes, value: 1 }] }]);
  expect(text.split("\n").filter((line) => line.startsWith("myelin_letters"))).toEqual([
    'myelin_letters{processor="a\\"b\\\\c\\nmyelin_letters 99"} 1',
  ]);
});

test("names and units of all instruments are OpenTelemetry's, and each has a name of its own in Prometheus", () => {
  const definitions = Object.values(metricDefinitions);
  for (const { name, unit } of definitions) {
    expect(name).toMatch(/^(myelin|db\.client)(\.[a-z_]+)+$/);
    expect(unit).toMatch(/^(s|\{[a-z]+\})$/);
  }
  expect(new Set(definitions.map(prometheusName)).size).toBe(definitions.length);
});
