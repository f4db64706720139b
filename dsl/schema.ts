import type { StandardSchemaV1 } from "@standard-schema/spec";

/** A schema of any library that speaks Standard Schema: valibot, zod, arktype, or one made by hand. */
export type Schema = StandardSchemaV1;

/** Messages by name, each with the schema of its data. */
export type Vocabulary = Readonly<Record<string, Schema>>;

/** What may be given to a schema. */
export type InputOf<S extends Schema> = NonNullable<S["~standard"]["types"]>["input"];

/** What a schema gives back once it has checked. */
export type OutputOf<S extends Schema> = NonNullable<S["~standard"]["types"]>["output"];
