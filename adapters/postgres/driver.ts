import type { PoolUse } from "../../src/runtime/mod.ts";

/** A value on its way to or from the database: its text form, as Postgres writes it. */
export type SqlValue = string | null;

export interface SqlStatement {
  readonly text: string;
  /** For $1, $2 …; the server infers their types. */
  readonly values?: readonly SqlValue[];
  /**
   * Whether the text is one of a few that come back often, so that it is worth preparing. `maybe`: the application's, and the driver may
   * find out.
   */
  readonly prepare?: boolean | "maybe";
  /**
   * Whether it is done in a moment and waits for nobody's lock but another append's to the same stream: others may be sent
   * behind it on its connection.
   */
  readonly brief?: boolean;
}

export interface SqlColumn {
  readonly name: string;
  /** The type's oid. */
  readonly type: number;
}

export interface SqlResult {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly SqlRow[];
  /** Rows touched, where the statement touches any. */
  readonly count: number;
}

export type SqlRow = readonly SqlValue[];

/** One connection. Statements sent without waiting run one after another. Throws `DatabaseError` only. */
export interface Session {
  query(statement: SqlStatement): Promise<SqlResult>;
  /** Several statements without values, in one message. */
  script(text: string): Promise<void>;
}

export interface ReservedSession extends Session {
  release(): Promise<void>;
}

/** A connection that stays: what its session locks and listens to holds until `ended`. */
export interface Watch extends ReservedSession {
  /** Resolves when the connection is gone. */
  readonly ended: Promise<void>;
}

/**
 * What a Postgres client must do for the store. Values are texts in both directions, so that all drivers agree on
 * every type. Throws `DatabaseError` only.
 */
export interface Driver {
  /** What it is, for logs: `postgres`, `pglite`. */
  readonly kind: string;
  /** One statement, committed by itself, on any connection. */
  query(statement: SqlStatement): Promise<SqlResult>;
  /** A connection for `work` alone, until it has ended. The caller leaves no transaction open. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** A connection beside the others, for long; each statement is committed by itself. */
  reserve(): Promise<ReservedSession>;
  /** A connection that hears notifications; undefined where connections lead through a pooler, and no session is anybody's own. */
  watch(hear: (channel: string) => void): Promise<Watch | undefined>;
  /** How its connections are used; absent where it has but one. Asks nobody. */
  readonly pool?: () => PoolUse;
  /** Whether nobody else can use the database as long as this driver does. */
  readonly embedded?: true;
  /** Waits for what is under way, then lets go of every connection. */
  close(): Promise<void>;
}
