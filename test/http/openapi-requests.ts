import fc from "fast-check";

/** A schema of the document, as far as requests are made of it. */
export interface RequestSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, RequestSchema>>;
  readonly required?: readonly string[];
  readonly items?: RequestSchema;
  readonly anyOf?: readonly RequestSchema[];
  readonly oneOf?: readonly RequestSchema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

export type Schemas = Readonly<Record<string, RequestSchema>>;

/** Values that a schema allows: text without what no store keeps. */
export function valuesOf(schema: RequestSchema, schemas: Schemas): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined)
    return valuesOf(schemas[schema.$ref.replace("#/components/schemas/", "")] ?? {}, schemas);
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const some = schema.anyOf ?? schema.oneOf;
  if (some !== undefined) return fc.oneof(...some.map((one) => valuesOf(one, schemas)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "string":
      return textOf(schema);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000_000, max: schema.maximum ?? 1_000_000 });
    case "number":
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(valuesOf(schema.items ?? {}, schemas), { maxLength: Math.min(schema.maxItems ?? 4, 4) });
    case "object":
      return objectOf(schema, schemas);
    default:
      return fc
        .jsonValue({ maxDepth: 2 })
        .filter((value) => !/\\u0000|__proto__|constructor/.test(JSON.stringify(value)));
  }
}

function textOf({ pattern, format, minLength = 0, maxLength = 40 }: RequestSchema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === "date")
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
  if (format === "date-time")
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString());
  return fc
    .string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)), unit: "grapheme" })
    .filter((text) => !text.includes("\0"));
}

function objectOf({ properties = {}, required = [] }: RequestSchema, schemas: Schemas): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, own]) => [name, valuesOf(own, schemas)]));
  return fc.record(members, { requiredKeys: [...required] });
}
