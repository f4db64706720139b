import { isRecord, type Json, type JsonObject } from "../../base/json.ts";
import { objectOf, part, same } from "./kept-json.ts";

/**
 * Where a JSON Schema takes less than another one did, a phrase each; none when all that the old one took is taken still. What
 * cannot be compared, such as two patterns, counts as narrower: rather one question too many.
 */
export function narrowings(before: JsonObject, after: JsonObject): readonly string[] {
  return compare(before, { after, path: "", roots: [before, after] });
}

interface Compared {
  readonly after: JsonObject;
  readonly path: string;
  /** Where `$ref` points into. */
  readonly roots: readonly [JsonObject, JsonObject];
}

function compare(before: JsonObject, compared: Compared): readonly string[] {
  const { after, path, roots } = compared;
  if (same(before, after) && same(roots[0].$defs, roots[1].$defs)) return [];
  if ("$ref" in before || "$ref" in after) return refsOf(before, compared);
  const [choices, wanted] = [choicesOf(before), choicesOf(after)];
  if (choices !== undefined) return distinct(choices.flatMap((choice) => compare(choice, compared)));
  if (wanted !== undefined) return intoChoices(before, { ...compared, wanted });
  return [
    ...typesOf(before, compared),
    ...valuesOf(before, compared),
    ...boundsOf(before, compared),
    ...wordsOf(before, compared),
    ...propertiesOf(before, compared),
    ...othersOf(before, compared),
    ...itemsOf(before, compared),
  ].map((phrase) => (phrase.startsWith("at ") || path === "" ? phrase : `at "${path}" ${phrase}`));
}

/** Definitions that are equal as texts are taken for equal; of two that refer to each other nothing more is asked. */
function refsOf(before: JsonObject, { after, path, roots }: Compared): readonly string[] {
  if (same(before, after) && same(roots[0].$defs, roots[1].$defs)) return [];
  return [`${path === "" ? "" : `at "${path}" `}a schema that refers to itself or to another one changed`];
}

/** The branches of a choice that stands alone. */
function choicesOf(schema: JsonObject): readonly JsonObject[] | undefined {
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches)) return branches.map(objectOf);
  // `type: [a, b]` is a choice, too.
  return Array.isArray(schema.type) ? schema.type.map((type: Json) => ({ ...schema, type })) : undefined;
}

function intoChoices(
  before: JsonObject,
  { wanted, ...compared }: Compared & { wanted: readonly JsonObject[] },
): readonly string[] {
  const tried = wanted.map((after) => compare(before, { ...compared, after }));
  if (tried.some((phrases) => phrases.length === 0)) return [];
  if (tried.length === 1) return tried.flat();
  const phrase = "it is a choice that takes not all of what it took";
  return [compared.path === "" ? phrase : `at "${compared.path}" ${phrase}`];
}

function typesOf(before: JsonObject, { after }: Compared): readonly string[] {
  const [old, now] = [before.type, after.type];
  if (now === undefined || old === now || (old === "integer" && now === "number")) return [];
  if (old === undefined && ("const" in before || "enum" in before)) {
    const kinds = allowedValues(before)?.map((value) => (value === null ? "null" : typeof value)) ?? [];
    if (kinds.every((kind) => kind === now)) return [];
  }
  return [`it has to be of type ${String(now)}${old === undefined ? "" : `, and was of type ${String(old)}`}`];
}

function allowedValues(schema: JsonObject): readonly Json[] | undefined {
  if ("const" in schema) return [schema.const ?? null];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function valuesOf(before: JsonObject, { after }: Compared): readonly string[] {
  const [old, now] = [allowedValues(before), allowedValues(after)];
  if (now === undefined) return [];
  if (old === undefined) return ["it takes only certain values"];
  const gone = old.filter((value) => !now.some((other) => same(value, other)));
  return gone.length === 0 ? [] : [`it takes ${gone.map((value) => JSON.stringify(value)).join(", ")} no more`];
}

const lowest = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"];
const highest = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"];

function boundsOf(before: JsonObject, { after }: Compared): readonly string[] {
  const tighter = (key: string, isTighter: (old: number, now: number) => boolean): readonly string[] => {
    const [old, now] = [before[key], after[key]];
    if (typeof now !== "number" || (typeof old === "number" && !isTighter(old, now))) return [];
    return [`${key} is ${now}${typeof old === "number" ? `, and was ${old}` : ""}`];
  };
  // What takes certain values only is bounded by them.
  if (allowedValues(before) !== undefined) return [];
  return [
    ...lowest.flatMap((key) => tighter(key, (old, now) => now > old)),
    ...highest.flatMap((key) => tighter(key, (old, now) => now < old)),
  ];
}

/** Keywords that can only be compared whole. */
const words = [
  "format",
  "pattern",
  "multipleOf",
  "uniqueItems",
  "contains",
  "propertyNames",
  "allOf",
  "not",
  "if",
  "then",
  "else",
  "contentEncoding",
];

function wordsOf(before: JsonObject, { after }: Compared): readonly string[] {
  return words.flatMap((key) => {
    const now = after[key];
    if (now === undefined || now === false || same(before[key], now)) return [];
    return [
      `${key} is ${JSON.stringify(now)}${before[key] === undefined ? "" : `, and was ${JSON.stringify(before[key])}`}`,
    ];
  });
}

function propertiesOf(before: JsonObject, compared: Compared): readonly string[] {
  const { after } = compared;
  const [old, now] = [part(before, "properties"), part(after, "properties")];
  const required = listOf(after.required).filter((name) => !listOf(before.required).includes(name));
  const refused =
    after.additionalProperties === false ? Object.keys(old).filter((name) => !Object.hasOwn(now, name)) : [];
  const inside = Object.keys(now)
    .filter((name) => Object.hasOwn(old, name))
    .flatMap((name) => compare(part(old, name), { ...compared, after: part(now, name), path: below(compared, name) }));
  return [
    ...required.map((name) => `"${name}" is required`),
    ...refused.map((name) => `"${name}" is refused`),
    ...inside,
  ];
}

function othersOf(before: JsonObject, compared: Compared): readonly string[] {
  const [old, now] = [before.additionalProperties, compared.after.additionalProperties];
  if (now === false) return old === false ? [] : ["other fields are refused"];
  if (!isRecord(now)) return [];
  if (old === false) return [];
  return compare(objectOf(old), { ...compared, after: objectOf(now), path: below(compared, "*") });
}

function itemsOf(before: JsonObject, compared: Compared): readonly string[] {
  const { after } = compared;
  if (!same(before.prefixItems, after.prefixItems) && after.prefixItems !== undefined) return ["its items changed"];
  if (!isRecord(after.items))
    return after.items === false && before.items !== false ? ["further items are refused"] : [];
  return compare(objectOf(before.items), { ...compared, after: objectOf(after.items), path: below(compared, "[]") });
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function below({ path }: Compared, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function distinct(phrases: readonly string[]): readonly string[] {
  return [...new Set(phrases)];
}
