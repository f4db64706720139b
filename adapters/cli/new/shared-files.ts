import { jsonFile, type ProjectFacts, type ProjectFiles } from "./template.ts";

/** The application that every template begins with: one aggregate, one projection. */
export function appFile({ name }: ProjectFacts): string {
  return `import { boolean, pgTable, text } from "drizzle-orm/pg-core";
import { aggregate, application, projection, query } from "myelin";
import * as v from "valibot";

const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const Title = v.pipe(v.string(), v.trim(), v.minLength(1));

type TaskState = "none" | "open" | "done";

export const task = aggregate("task", {
  initial: (): TaskState => "none",
  events: { TaskAdded: v.object({ title: Title }), TaskDone: v.object({}) },
  commands: { AddTask: v.object({ taskId: Id, title: Title }), FinishTask: v.object({ taskId: Id }) },
  rejections: { AlreadyThere: "There is such a task already", NotOpen: "There is no such open task" },
})
  .route("taskId") // each task is a stream of events of its own
  .evolve({ TaskAdded: () => "open", TaskDone: () => "done" })
  .decide({
    AddTask: (state, { title }, { emit, reject }) =>
      state === "none" ? emit.TaskAdded({ title }) : reject.AlreadyThere(),
    FinishTask: (state, _, { emit, reject }) => (state === "open" ? emit.TaskDone({}) : reject.NotOpen()),
  });

export const taskTable = pgTable("tasks", {
  taskId: text("task_id").primaryKey(),
  title: text("title").notNull(),
  done: boolean("done").notNull(),
});

/** A row for each task. \`myelin migrate\` makes the table. */
export const tasks = projection
  .fold("tasks", { table: taskTable, initial: { title: "", done: false } })
  .on(task, { TaskAdded: (_, { title }) => ({ title }), TaskDone: () => ({ done: true }) })
  .queries({
    all: query(v.object({}), (_, { rows }) => rows.list()),
    one: query(v.object({ taskId: Id }), ({ taskId }, { rows }) => rows.get(taskId)),
  });

export const app = application("${name}", [task, tasks]);
`;
}

/** What the tests of every template say; how a runner is told differs. */
export const testCases = `test("a task is added once", () => {
  given(task).when(AddTask({ taskId: "t-1", title: "Sweep" })).then(TaskAdded({ title: "Sweep" }));
  given(task, TaskAdded({ title: "Sweep" }))
    .when(AddTask({ taskId: "t-1", title: "Sweep" }))
    .then(task.rejections.AlreadyThere());
});

test("only an open task is finished", () => {
  given(task, TaskAdded({ title: "Sweep" })).when(FinishTask({ taskId: "t-1" })).then(TaskDone({}));
  given(task).when(FinishTask({ taskId: "t-1" })).then(task.rejections.NotOpen());
});

test("the list tells what is done", () => {
  given(tasks, happened(task, "t-1", TaskAdded({ title: "Sweep" }), TaskDone({}))).then([
    { taskId: "t-1", title: "Sweep", done: true },
  ]);
});
`;

export const testImports = `import { given, happened } from "myelin/testing";
`;

export const testNames = `import { task, tasks } from "./app.ts";

const { AddTask, FinishTask } = task.commands;
const { TaskAdded, TaskDone } = task.events;

`;

/** The test for vitest. */
export const vitestFile: string = `${testImports}import { test } from "vitest";
${testNames}${testCases}`;

export const tsconfigFile: string = /* @__PURE__ */ jsonFile({
  compilerOptions: {
    target: "ES2022",
    module: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  },
  include: ["*.ts"],
});

/** What no repository should hold. */
export const ignoreFiles: ProjectFiles = { ".gitignore": "node_modules/\ndist/\n.myelin/\n" };

/** How to try a server that listens at an address. */
export function tryText(url: string): string {
  return `\`\`\`sh
curl ${url}/commands/AddTask -H 'content-type: application/json' -d '{ "taskId": "t-1", "title": "Sweep" }'
curl ${url}/queries/tasks/all
\`\`\`
`;
}
