import { keyHash, MyelinError } from "../../../src/runtime/mod.ts";

/** A schema's name as it stands in SQL, and the numbers of its advisory locks. */
export interface SchemaName {
  readonly plain: string;
  /** In double quotes. */
  readonly quoted: string;
  /** First number of K, the lock that every append shares; the same for every schema. Unsigned, as pg_locks shows it. */
  readonly appendClass: number;
  /** Second number of K. Unsigned. */
  readonly appendKey: number;
  /** The lock under which the schema is changed. */
  readonly migrationLock: string;
}

const appendClass = 0x4d59454c; // "MYEL"

/** @throws `store_not_ready` when it is not a plain lower-case name. */
export function schemaName(name: string): SchemaName {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name) || name.startsWith("pg_")) {
    const message = `Cannot use schema "${name}": the name is not plain; take lower-case letters, digits and _, at most 63, not beginning with pg_`;
    throw new MyelinError("store_not_ready", message);
  }
  return {
    plain: name,
    quoted: `"${name}"`,
    appendClass,
    appendKey: keyHash(name),
    migrationLock: lockKey(["migrate", name]),
  };
}

/** A number for `pg_advisory_xact_lock(bigint)`, spread over all 64 bits. */
export function lockKey(parts: readonly (string | number)[]): string {
  const text = JSON.stringify(parts);
  return String(BigInt.asIntN(64, (BigInt(keyHash(text)) << 32n) | BigInt(keyHash(`myelin ${text}`))));
}

/** An unsigned 32-bit number as Postgres's `integer`. */
export function asInteger(unsigned: number): number {
  return unsigned | 0;
}
