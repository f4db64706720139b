import type { InstanceSegment, InstanceStatus, WorkflowStore } from "../../../src/runtime/mod.ts";
import type { Driver, SqlRow, SqlStatement, SqlValue } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { numberAt, textAt } from "../sql/columns.ts";
import { refuseUnstorable } from "../sql/refuse-unstorable.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { commandOf, entryOf, headOf, inboxRow, inboxRowAt, listsOf, timerRow } from "./workflow-rows.ts";
import {
  arrivedText,
  backlogText,
  commandsText,
  countsText,
  historyText,
  inboxRowText,
  instancesText,
  instanceText,
  pendingText,
  timersText,
  waitingText,
} from "./workflow-texts.ts";
import { leaveStatement } from "./workflow-transaction.ts";

type Ask = (statement: SqlStatement, act: string) => Promise<readonly SqlRow[]>;

/** Each method is one statement, committed by itself. */
export function sqlWorkflows({ driver, schema }: { driver: Driver; schema: SchemaName }): WorkflowStore {
  const ask: Ask = async (statement, act) => {
    try {
      return (await driver.query({ ...statement, prepare: true })).rows;
    } catch (error) {
      throw engineError(error, act);
    }
  };
  return {
    ...workOf(schema, ask),
    ...readings(schema, ask),
    arrived: async ({ workflow, limit }) => {
      const values = [workflow, String(limit)];
      const rows = await ask({ text: arrivedText(schema), values }, `look into the inbox of workflow "${workflow}"`);
      // Hashes are unsigned where keys are hashed.
      return [...new Set(rows.map((row) => numberAt(row, 0) >>> 0))];
    },
    inboxRow: async ({ workflow, number }) => {
      const act = `read a row of the inbox of workflow "${workflow}"`;
      const [row] = await ask({ text: inboxRowText(schema), values: [workflow, number] }, act);
      return row === undefined ? undefined : inboxRowAt(row);
    },
    leave: async (row) => {
      const act = `leave a message for workflow "${row.workflow}"`;
      refuseUnstorable([row.id], act);
      const rows = await ask(leaveStatement(schema, { rows: [row], parked: false }), act);
      return textAt(rows[0], 0);
    },
  };
}

function workOf(schema: SchemaName, ask: Ask): Pick<WorkflowStore, "waiting" | "pending"> {
  return {
    waiting: async (segment, { now, limit }) => {
      const values = [...segmentValues(segment), now.toISOString(), String(limit)];
      const act = `look for work of workflow "${segment.workflow}"`;
      const [row] = await ask({ text: waitingText(schema), values }, act);
      const next = row?.[2] ?? null;
      return {
        inbox: listsOf(textAt(row, 0)).map(inboxRow),
        timers: listsOf(textAt(row, 1)).map(timerRow),
        nextDue: next === null ? undefined : new Date(Number(next)),
      };
    },
    pending: async (segment, { after, limit }) => {
      const values = [...segmentValues(segment), after?.id ?? "", String(after?.index ?? -1), String(limit)];
      const act = `look for commands of workflow "${segment.workflow}"`;
      const rows = await ask({ text: pendingText(schema), values }, act);
      return rows.map((row) => ({ ...commandOf(textAt(row, 2)), workflow: textAt(row, 0), id: textAt(row, 1) }));
    },
  };
}

type Readings = Pick<
  WorkflowStore,
  "instances" | "instance" | "history" | "commands" | "timers" | "counts" | "backlog"
>;

function readings(schema: SchemaName, ask: Ask): Readings {
  const actOn = (workflow: string): string => `read workflow "${workflow}"`;
  return {
    instances: async ({ workflow, status = null, after, limit }) => {
      const values = [workflow, status, after?.updatedAt.toISOString() ?? null, after?.id ?? null, String(limit)];
      const rows = await ask({ text: instancesText(schema), values }, actOn(workflow));
      return rows.map((row) => headOf(textAt(row, 0)));
    },
    instance: async ({ workflow, id }) => {
      const [row] = await ask({ text: instanceText(schema), values: [workflow, id] }, actOn(workflow));
      return row === undefined ? undefined : headOf(textAt(row, 0));
    },
    history: async ({ workflow, id, after = 0, limit }) => {
      const values = [workflow, id, String(after), String(limit)];
      const rows = await ask({ text: historyText(schema), values }, actOn(workflow));
      return rows.map((row) => entryOf(textAt(row, 0)));
    },
    commands: async ({ workflow, id, after = 0, limit }) => {
      const values = [workflow, id, String(after), String(limit)];
      const rows = await ask({ text: commandsText(schema), values }, actOn(workflow));
      return rows.map((row) => commandOf(textAt(row, 0)));
    },
    timers: async ({ workflow, id }) => {
      const rows = await ask({ text: timersText(schema), values: [workflow, id] }, actOn(workflow));
      return rows.map((row) => timerRow(listsOf(`[${textAt(row, 0)}]`)[0] ?? []));
    },
    counts: async (workflow) => {
      const rows = await ask({ text: countsText(schema), values: [workflow] }, actOn(workflow));
      // Written from InstanceHead.status by this store alone.
      return Object.fromEntries(rows.map((row) => [textAt(row, 0) as InstanceStatus, numberAt(row, 1)]));
    },
    backlog: async ({ workflow, now }) => {
      const [row] = await ask({ text: backlogText(schema), values: [workflow, now.toISOString()] }, actOn(workflow));
      return { pending: numberAt(row, 0), timers: numberAt(row, 1), due: numberAt(row, 2) };
    },
  };
}

function segmentValues({ workflow, id, mask }: InstanceSegment): readonly SqlValue[] {
  return [workflow, String(id), String(mask)];
}
