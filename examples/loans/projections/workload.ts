import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";
import { projection, query } from "myelin";
import * as v from "valibot";
import { workItem } from "../work-item.ts";

const workloadTable = pgTable("loans_workload", {
  resource: text().primaryKey(),
  started: integer().notNull(),
  completed: integer().notNull(),
  workedMs: bigint("worked_ms", { mode: "number" }).notNull(),
});

type Load = Pick<typeof workloadTable.$inferSelect, "started" | "completed" | "workedMs">;

const none: Load = { started: 0, completed: 0, workedMs: 0 };

/** Who works how much: a row for each resource, so the events of one find the same row whatever stream they come from. */
export const workload = projection
  .fold("workload", { table: workloadTable, initial: none })
  .on(
    workItem,
    {
      WorkItemStarted: (row) => ({ started: row.started + 1 }),
      WorkItemCompleted: (row, { workedMs }) => ({ completed: row.completed + 1, workedMs: row.workedMs + workedMs }),
    },
    { by: ({ resource }) => resource },
  )
  .queries({
    perResource: query(v.object({}), async (_, { rows }) =>
      (await rows.list()).map(({ resource, ...load }) => ({ resource, ...shown(load) })),
    ),
    totals: query(v.object({}), async (_, { rows }) => shown((await rows.list()).reduce<Load>(sum, none))),
  });

function sum(a: Load, b: Load): Load {
  return {
    started: a.started + b.started,
    completed: a.completed + b.completed,
    workedMs: a.workedMs + b.workedMs,
  };
}

function shown({ started, completed, workedMs }: Load): { started: number; completed: number; hoursWorked: number } {
  return { started, completed, hoursWorked: workedMs / 3_600_000 };
}
