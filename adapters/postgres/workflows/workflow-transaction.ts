import {
  type InboxRow,
  type InstanceChange,
  keyHash,
  type LoadedInstance,
  type NewInboxRow,
  type WorkflowTransaction,
} from "../../../src/runtime/mod.ts";
import type { Session, SqlStatement, SqlValue } from "../driver.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { onlyText, textAt } from "../sql/columns.ts";
import { asInteger, type SchemaName } from "../sql/schema-name.ts";
import { commandsOf, headOf, inboxRowAt } from "./workflow-rows.ts";
import {
  cancelTimersText,
  clearTexts,
  handledText,
  leaveText,
  loadText,
  parkInboxText,
  peekInboxText,
  takeTimersText,
  writeHeadsText,
  writeOutboxText,
  writeStepsText,
  writeTimersText,
} from "./workflow-texts.ts";

export interface WorkflowTransactionOptions {
  readonly session: Pick<Session, "query">;
  readonly schema: SchemaName;
}

/** Errors are the driver's own: the batch says what becomes of them. */
export function workflowTransaction({ session, schema }: WorkflowTransactionOptions): WorkflowTransaction {
  const query = (text: string, values: readonly SqlValue[]) => session.query({ text, values, prepare: true });
  return {
    load: async (workflow, ids) => {
      if (ids.length === 0) return new Map();
      const { rows } = await query(loadText(schema), [workflow, arrayLiteral(ids)]);
      const loaded = rows.map((row): LoadedInstance => {
        return { head: headOf(textAt(row, 0)), commands: commandsOf(textAt(row, 1)) };
      });
      return new Map(loaded.map((one) => [one.head.id, one]));
    },
    takeTimers: async (timers) => {
      const [first] = timers;
      if (first === undefined) return [];
      const values = columns(timers, [
        ({ id }) => id,
        ({ name }) => name,
        ({ key }) => key,
        ({ dueAt }) => dueAt.toISOString(),
      ]);
      const { rows } = await query(takeTimersText(schema), [first.workflow, ...values]);
      const taken = new Set(rows.map((row) => JSON.stringify([textAt(row, 0), textAt(row, 1), textAt(row, 2)])));
      return timers.filter(({ id, name, key }) => taken.has(JSON.stringify([id, name, key])));
    },
    peekInbox: async (workflow, numbers): Promise<readonly InboxRow[]> => {
      if (numbers.length === 0) return [];
      const { rows } = await query(peekInboxText(schema), [workflow, arrayLiteral(numbers)]);
      return rows.map(inboxRowAt);
    },
    parkInbox: async (row) =>
      onlyText(
        "number" in row
          ? await query(parkInboxText(schema), [row.number])
          : await session.query(leaveStatement(schema, { rows: [row], parked: true })),
      ),
    write: async (workflow, { instances, handled, inbox }) => {
      const statements = [
        ...instanceStatements(schema, { workflow, instances }),
        ...(handled.length === 0
          ? []
          : [{ text: handledText(schema), values: [arrayLiteral(handled)], prepare: true }]),
        ...(inbox.length === 0 ? [] : [leaveStatement(schema, { rows: inbox, parked: false })]),
      ];
      await inOneGo(session, statements);
    },
    clear: async (workflow) => {
      const statements = clearTexts(schema).map((text) => ({ text, values: [workflow] }));
      await inOneGo(session, statements);
    },
  };
}

/** Sent one behind the other without waiting; throws the first failure once all have ended. */
async function inOneGo(session: Pick<Session, "query">, statements: readonly SqlStatement[]): Promise<void> {
  const done = await Promise.allSettled(statements.map((statement) => session.query(statement)));
  for (const one of done) if (one.status === "rejected") throw one.reason;
}

interface Leaving {
  readonly rows: readonly NewInboxRow[];
  readonly parked: boolean;
}

/** Puts rows into inboxes. */
export function leaveStatement(schema: SchemaName, { rows, parked }: Leaving): SqlStatement {
  const values = columns(rows, [
    ({ workflow }) => workflow,
    ({ id }) => id,
    ({ id }) => hashOf(id),
    ({ content }) => JSON.stringify(content),
    ({ parent }) => (parent === null ? null : JSON.stringify(parent)),
    ({ correlationId }) => correlationId,
  ]);
  return { text: leaveText(schema), values: [...values, parked ? "t" : "f"], prepare: true };
}

interface Writing {
  readonly workflow: string;
  readonly instances: readonly InstanceChange[];
}

/** Timers are cancelled before they are set. */
function instanceStatements(schema: SchemaName, { workflow, instances }: Writing): readonly SqlStatement[] {
  const statement = (text: string, values: readonly SqlValue[]): SqlStatement => {
    return { text, values: [workflow, ...values], prepare: true };
  };
  const heads = instances.flatMap(({ head }) => head ?? []);
  const steps = instances.flatMap(({ id, history }) => history.map((entry) => ({ id, entry })));
  const sent = instances.flatMap(({ id, commands }) =>
    commands.map((command) => ({ id, hash: asInteger(keyHash(id)), command })),
  );
  const gone = instances.flatMap(({ id, cancelled }) => cancelled.map((one) => ({ id, ...one })));
  const timers = instances.flatMap((one) => one.timers);
  // The whole list as one JSON text: nothing is faster to make.
  const all = [
    heads.length > 0 && statement(writeHeadsText(schema), [JSON.stringify(heads)]),
    steps.length > 0 && statement(writeStepsText(schema), [JSON.stringify(steps)]),
    sent.length > 0 && statement(writeOutboxText(schema), [JSON.stringify(sent)]),
    gone.length > 0 &&
      statement(
        cancelTimersText(schema),
        columns(gone, [({ id }) => id, ({ name }) => name ?? null, ({ key }) => key ?? null]),
      ),
    timers.length > 0 &&
      statement(
        writeTimersText(schema),
        columns(timers, [
          ({ id }) => id,
          ({ name }) => name,
          ({ key }) => key,
          ({ id }) => hashOf(id),
          ({ dueAt }) => dueAt.toISOString(),
          ({ data }) => JSON.stringify(data),
        ]),
      ),
  ];
  return all.filter((one) => one !== false);
}

/** One array for each column. */
function columns<T>(rows: readonly T[], read: readonly ((row: T) => SqlValue)[]): readonly string[] {
  return read.map((one) => arrayLiteral(rows.map(one)));
}

function hashOf(id: string): string {
  return String(asInteger(keyHash(id)));
}
