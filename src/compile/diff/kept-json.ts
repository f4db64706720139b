import { canonicalJson, isRecord, type Json, type JsonObject } from "../../base/json.ts";

/** An object of the kept tables; empty where there is none: of what is as by default nothing is kept. */
export function part(json: JsonObject, key: string): JsonObject {
  return objectOf(json[key]);
}

export function objectOf(value: Json | undefined): JsonObject {
  return isRecord(value) ? (value as JsonObject) : {}; // a record of Json is one
}

/** A text of the kept tables; empty where there is none. */
export function text(json: JsonObject, key: string): string {
  const value = json[key];
  return typeof value === "string" ? value : "";
}

/** A number of the kept tables; 0 where there is none. */
export function number(json: JsonObject, key: string): number {
  const value = json[key];
  return typeof value === "number" ? value : 0;
}

/** A list of texts of the kept tables. */
export function texts(json: JsonObject, key: string): readonly string[] {
  const value = json[key];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

/** Whether two values say the same, in whatever order their keys stand. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** What is under one name in both. */
export interface KeptPair {
  readonly name: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** Two records by name, in the order of names. */
export interface Sides {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly KeptPair[];
}

export function sides(before: JsonObject, after: JsonObject): Sides {
  const [old, now] = [Object.keys(before).sort(), Object.keys(after).sort()];
  return {
    added: now.filter((name) => !Object.hasOwn(before, name)),
    removed: old.filter((name) => !Object.hasOwn(after, name)),
    kept: old
      .filter((name) => Object.hasOwn(after, name))
      .map((name) => ({ name, before: part(before, name), after: part(after, name) })),
  };
}

/** Texts of one list that are not in the other. */
export function without(one: readonly string[], other: readonly string[]): readonly string[] {
  return one.filter((item) => !other.includes(item));
}

/** Names in quotes, for sentences. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
