import type { StandardSchemaV1 } from "@standard-schema/spec";
import { MyelinError } from "../../base/error.ts";
import { didYouMean, nearestNames } from "../../base/nearest-names.ts";
import type { Ids } from "../../base/ports.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { InboxContent, InstanceHead, InstanceRef } from "../../model/workflow-instance.ts";
import type { LetterStore, SequenceRef } from "../../store/letter-store.ts";
import { type Issue, parseWith } from "../schema-issues.ts";
import { randomIds } from "../system-ports.ts";
import { hasEnded, latestOf, versionOf } from "../workflows/draft.ts";
import { asJson } from "../workflows/parse-now.ts";
import type { AdminPorts } from "./admin-ports.ts";
import { knownInstance, knownWorkflow, refusedInstance, refusedWorkflow } from "./known-workflow.ts";
import type { InstancePage, InstanceView, WorkflowAdmin, WorkflowOverview } from "./workflow-admin-types.ts";

/** What steering workflows needs: no engine, so that the command line does it beside the servers. */
export interface WorkflowAdminPorts extends AdminPorts {
  /** Of instances that are started without one. Default: random ones. */
  readonly ids?: Ids;
  /** Hears that something was left for an instance: the node of this process looks at once, others within a second. */
  readonly left?: () => void;
}

const usualLimit = 100;
/** Instances that a migration of all reads at once. */
const migratePage = 200;
/** Letters of an instance that are counted at once. */
const lettersPage = 200;

/** Operations on workflows, on the store alone: who owns an instance's segment carries them out. */
export function workflowAdmin(ports: WorkflowAdminPorts): WorkflowAdmin {
  const { store, tables } = ports;
  return {
    overview: async () => {
      const names = Object.keys(tables.workflows).sort();
      return Promise.all(names.map((name) => overviewOf(knownWorkflow(name, tables), ports)));
    },
    list: async (query) => {
      knownWorkflow(query.workflow, tables);
      return store.workflows.instances(query);
    },
    show: (instance, page = {}) => show(instance, { page, ports }),
    start: async (workflow, options) => start(knownWorkflow(workflow, tables), { ...options, ports }),
    signal: (instance, { name, data }) => signal(instance, { name, data, ports }),
    cancel: async (instance, { why = "by hand" } = {}) => {
      const { head } = await knownInstance(instance, { act: "cancel", ports });
      if (hasEnded(head)) throw ended(head, "cancel");
      if (head.status === "undoing")
        throw refusedInstance(head, { act: "cancel", state: "it is being undone already", mend: "wait for its end" });
      await leave(instance, { content: { kind: "cancel", why }, ports });
    },
    resume: async (instance) => {
      const { head } = await knownInstance(instance, { act: "resume", ports });
      if (head.status !== "stuck")
        throw refusedInstance(head, {
          act: "resume",
          state: `it is ${head.status}`,
          mend: "only stuck ones are resumed",
        });
      await leave(instance, { content: { kind: "resume" }, ports });
    },
    migrate: async (workflow, id) => migrate(knownWorkflow(workflow, tables), { id, ports }),
  };
}

async function overviewOf({ name, latest, versions }: WorkflowTable, { store }: AdminPorts): Promise<WorkflowOverview> {
  const [instances, { sequences }] = await Promise.all([store.workflows.counts(name), store.letters.count(name)]);
  const known = Object.values(versions).map(({ version }) => version);
  return { name, latest, versions: known.sort((a, b) => a - b), instances, parked: sequences };
}

interface Showing {
  readonly page: InstancePage;
  readonly ports: WorkflowAdminPorts;
}

async function show(instance: InstanceRef, { page, ports }: Showing): Promise<InstanceView> {
  const { head } = await knownInstance(instance, { act: "show", ports });
  const { workflows, letters } = ports.store;
  const { afterStep = 0, afterCommand = 0, limit = usualLimit } = page;
  const { workflow, id } = head;
  const [history, commands, timers, waiting] = await Promise.all([
    workflows.history({ workflow, id, after: afterStep, limit }),
    workflows.commands({ workflow, id, after: afterCommand, limit }),
    workflows.timers({ workflow, id }),
    countLetters(letters, { processor: workflow, sequence: id }),
  ]);
  return { head, history, commands, timers, letters: waiting };
}

async function countLetters(letters: LetterStore, sequence: SequenceRef): Promise<number> {
  let count = 0;
  for (let after: number | undefined; ; ) {
    const page = await letters.letters({ ...sequence, ...(after === undefined ? {} : { after }), limit: lettersPage });
    count += page.length;
    if (page.length < lettersPage) return count;
    after = page.at(-1)?.index;
  }
}

interface Starting {
  readonly id?: string;
  readonly input?: unknown;
  readonly ports: WorkflowAdminPorts;
}

async function start(table: WorkflowTable, { id: wanted, input, ports }: Starting): Promise<InstanceRef> {
  const { name: workflow } = table;
  const { startWith, input: schema } = latestOf(table) ?? {};
  const act = "start";
  if (startWith === undefined)
    throw refusedWorkflow(workflow, { act, state: "it is not started by name", mend: 'give it a "startWith"' });
  if (wanted === "")
    throw refusedWorkflow(workflow, { act, state: "the id is empty", mend: "give one, or none at all" });
  const kept = await fitting(schema, { value: input, what: `input of workflow "${workflow}"` });
  const id = wanted ?? (ports.ids ?? randomIds).next();
  const known = await ports.store.workflows.instance({ workflow, id });
  if (known !== undefined)
    throw refusedInstance(known, { act, state: "it is there already", mend: "choose another id" });
  await leave({ workflow, id }, { content: { kind: "start", by: "hand", input: asJson(kept) }, ports });
  return { workflow, id };
}

interface Signalling {
  readonly name: string;
  readonly data: unknown;
  readonly ports: WorkflowAdminPorts;
}

async function signal(instance: InstanceRef, { name, data, ports }: Signalling): Promise<void> {
  const { table, head } = await knownInstance(instance, { act: "signal", ports });
  const { signals } = versionOf(table, head);
  const schema = signals[name];
  if (schema === undefined) {
    const mend = didYouMean(nearestNames(name, Object.keys(signals)), "its declaration lists all");
    throw refusedInstance(head, { act: "signal", state: `it knows no signal "${name}"`, mend });
  }
  if (hasEnded(head)) throw ended(head, "signal");
  const kept = await fitting(schema, { value: data, what: `data of signal "${name}"` });
  await leave(instance, { content: { kind: "signal", name, data: asJson(kept) }, ports });
}

/** @throws MyelinError `invalid_command` with the issues */
async function fitting(
  schema: StandardSchemaV1 | undefined,
  { value, what }: { readonly value: unknown; readonly what: string },
): Promise<unknown> {
  if (schema === undefined) return value;
  const parsed = await parseWith(schema, value);
  if (parsed.ok) return parsed.value;
  const issues: readonly Issue[] = parsed.issues;
  const message = `Cannot take the ${what}: it does not fit the schema; mend what "issues" lists`;
  throw new MyelinError("invalid_command", message, { details: { issues } });
}

interface Migrating {
  readonly id: string | undefined;
  readonly ports: WorkflowAdminPorts;
}

async function migrate(table: WorkflowTable, { id, ports }: Migrating): Promise<number> {
  const { name: workflow } = table;
  if (id === undefined) return migrateAll(table, ports);
  const { head } = await knownInstance({ workflow, id }, { act: "migrate", ports });
  if (hasEnded(head)) throw ended(head, "migrate");
  return (await askToMigrate(head, { table, ports })) ? 1 : 0;
}

async function migrateAll(table: WorkflowTable, ports: WorkflowAdminPorts): Promise<number> {
  let asked = 0;
  let after: { readonly updatedAt: Date; readonly id: string } | undefined;
  for (;;) {
    const query = { workflow: table.name, limit: migratePage };
    const page = await ports.store.workflows.instances(after === undefined ? query : { ...query, after });
    for (const head of page) if (await askToMigrate(head, { table, ports })) asked++;
    after = page.at(-1);
    if (page.length < migratePage) return asked;
  }
}

/** False where there is nothing to be done. */
async function askToMigrate(
  head: InstanceHead,
  { table, ports }: { readonly table: WorkflowTable; readonly ports: WorkflowAdminPorts },
): Promise<boolean> {
  const { latest: to } = table;
  if (hasEnded(head) || head.version >= to) return false;
  await leave(head, { content: { kind: "migrate", from: head.version, to }, ports });
  return true;
}

interface Leaving {
  readonly content: InboxContent;
  readonly ports: WorkflowAdminPorts;
}

async function leave({ workflow, id }: InstanceRef, { content, ports }: Leaving): Promise<void> {
  await ports.store.workflows.leave({ workflow, id, content, parent: null, correlationId: null });
  ports.left?.();
}

function ended(head: InstanceHead, act: string): MyelinError {
  return refusedInstance(head, { act, state: `it has ended: ${head.status}`, mend: "start another one" });
}
