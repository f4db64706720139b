import fc from "fast-check";

/** A request to a command, with all that may be wrong about it. */
export interface FuzzRequest {
  readonly body: Uint8Array<ArrayBuffer> | string;
  readonly headers: Readonly<Record<string, string>>;
}

type Path = readonly (string | number)[];

/** What often is mistaken for something else, or breaks naive code. */
const oddValues: readonly unknown[] = [
  null,
  "",
  "0",
  "\u0000",
  "\ud800",
  "x".repeat(101),
  -1,
  0,
  0.1,
  1e21,
  -1e-320,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[[[]]]],
  { length: -1 },
  { toString: 1, valueOf: null },
  // biome-ignore lint/suspicious/noThenProperty: what a payload may well have, and await must not fall for
  { then: "x" },
];

const oddTexts = [
  "1e999",
  "-1e999",
  "01",
  "NaN",
  "{}}",
  '{"__proto__":1}',
  '{"constructor":{"prototype":1}}',
  '"\\ud800"',
  "\u{feff}{}",
];

/** Requests around a valid payload: some are right, most are wrong in one way or several. */
export function fuzzRequests(valid: unknown): fc.Arbitrary<FuzzRequest> {
  return fc.record({ body: bodies(valid), headers: fuzzHeaders });
}

function bodies(valid: unknown): fc.Arbitrary<FuzzRequest["body"]> {
  const text = JSON.stringify(valid);
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(text) },
    { weight: 6, arbitrary: mutated(valid).map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: misprinted(text) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(placesIn(valid), fc.constantFrom(...oddTexts))
        .map(([path, odd]) => spliced(valid, path, odd)),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 1, max: 3000 }).map((levels) => `${'{"a":['.repeat(levels)}${"]}".repeat(levels)}`),
    },
  );
}

/** The valid payload with one place taken away, replaced or grown. */
function mutated(valid: unknown): fc.Arbitrary<unknown> {
  const values = fc.oneof(fc.constantFrom(...oddValues), fc.jsonValue());
  const removed = placesIn(valid).map((path) => replaced(valid, path, () => undefined));
  const swapped = fc.tuple(placesIn(valid), values).map(([path, value]) => replaced(valid, path, () => value));
  const wrapped = placesIn(valid).map((path) => replaced(valid, path, (value) => [value]));
  const grown = fc
    .tuple(placesIn(valid), fc.string(), values)
    .map(([path, key, value]) => replaced(valid, path, (at) => (isObject(at) ? { ...at, [key]: value } : value)));
  return fc.oneof(removed, swapped, wrapped, grown);
}

function misprinted(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(3), fc.string({ unit: "binary", maxLength: 3 }))
    .map(([at, dropped, put]) => text.slice(0, at) + put + text.slice(at + dropped));
}

/** The payload as text with JSON, or something close to it, in place of one value. */
function spliced(valid: unknown, path: Path, text: string): string {
  const mark = "~here~";
  return JSON.stringify(replaced(valid, path, () => mark)).replace(`"${mark}"`, () => text);
}

function placesIn(valid: unknown): fc.Arbitrary<Path> {
  return fc.constantFrom(...paths(valid, []));
}

function paths(value: unknown, path: Path): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => paths(member, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...Object(value) };
  return Object.assign(copy, { [key]: replaced(Reflect.get(copy, key), rest, change) });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Header values that any client can send: printable, in Latin-1. */
const headerText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'"\\ ,;=*W/0123456789abz\u00e9\u00ff~'), maxLength: 12 }),
  fc.constantFrom(
    '"1"',
    '"0"',
    'W/"1"',
    "*",
    "x".repeat(256),
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  ),
);

const contentTypes = [
  "application/json",
  "application/json;charset=utf-8",
  "application/hal+json",
  "text/plain",
  "application/xml",
  "json",
  "",
  "multipart/form-data",
];

const fuzzHeaders: fc.Arbitrary<FuzzRequest["headers"]> = fc
  .record(
    {
      "content-type": fc.oneof(
        { weight: 6, arbitrary: fc.constant("application/json") },
        fc.constantFrom(...contentTypes),
      ),
      "if-match": headerText,
      "correlation-id": headerText,
      traceparent: headerText,
      prefer: headerText,
    },
    { requiredKeys: [] },
  )
  // Each of them at once would leave nothing to reach the payload: most requests carry the content type alone.
  .chain((headers) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant({ "content-type": "application/json" }) },
      fc.constant(clean(headers)),
    ),
  );

/** The headers that are there: a record of optional ones has `undefined` in the places of the others. */
export function clean(headers: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
