import process from "node:process";
import { workflowDiagram } from "../../../src/mod.ts";
import type {
  HistoryEntry,
  InstanceHead,
  InstanceRef,
  InstanceStatus,
  InstanceView,
  Json,
  SentCommand,
  WorkflowAdmin,
} from "../../../src/runtime/mod.ts";
import { administer } from "../admin/administer.ts";
import type { AdminOptions } from "../admin/administration.ts";
import { counted, printJson } from "../admin/columns.ts";
import type { ListingOptions } from "../admin/processors.ts";
import { loadApplication } from "../load-application.ts";
import { instancesText, instanceText, overviewText } from "./instance-text.ts";

/** Rows asked for at once. */
const pageSize = 500;

export interface ListInstancesOptions extends ListingOptions {
  readonly status?: InstanceStatus;
  readonly limit: number;
}

/** `myelin workflows list` */
export async function listWorkflows(name: string | undefined, options: ListInstancesOptions): Promise<void> {
  const { json = false, status, limit, ...place } = options;
  if (name === undefined) {
    const workflows = await administer(place, (admin) => admin.workflows.overview());
    if (json) printJson(workflows);
    else console.log(workflows.length === 0 ? "The application has no workflows" : overviewText(workflows));
    return;
  }
  const wanted = { workflow: name, limit, ...(status === undefined ? {} : { status }) };
  const instances = await administer(place, (admin) => firstInstances(admin.workflows, wanted));
  if (json) printJson(instances.map(told));
  else console.log(instances.length === 0 ? "No instances" : instancesText(instances));
}

async function firstInstances(
  admin: WorkflowAdmin,
  { limit, ...wanted }: Parameters<WorkflowAdmin["list"]>[0],
): Promise<readonly InstanceHead[]> {
  const all: InstanceHead[] = [];
  for (let more = true; more && all.length < limit; ) {
    const last = all.at(-1);
    const after = last === undefined ? {} : { after: { updatedAt: last.updatedAt, id: last.id } };
    const size = Math.min(pageSize, limit - all.length);
    const page = await admin.list({ ...wanted, ...after, limit: size });
    all.push(...page);
    more = page.length === size;
  }
  return all;
}

/** `myelin workflows show` */
export async function showInstance(instance: InstanceRef, { json = false, ...place }: ListingOptions): Promise<void> {
  const view = await administer(place, (admin) => wholeInstance(admin.workflows, instance));
  const { head, ...lists } = view;
  if (json) printJson({ ...told(head), ...lists });
  else console.log(instanceText(view));
}

async function wholeInstance(admin: WorkflowAdmin, instance: InstanceRef): Promise<InstanceView> {
  const history: HistoryEntry[] = [];
  const commands: SentCommand[] = [];
  for (;;) {
    const page = { afterStep: history.at(-1)?.index ?? 0, afterCommand: commands.at(-1)?.index ?? 0, limit: pageSize };
    const view = await admin.show(instance, page);
    history.push(...view.history);
    commands.push(...view.commands);
    const more = view.history.length === pageSize || view.commands.length === pageSize;
    if (!more) return { ...view, history, commands };
  }
}

/** As JSON, with all times as text, as a server tells it. */
function told({ waits, ...head }: InstanceHead): object {
  const open = waits.map(({ signal, until }) => ({ signal, until: until === null ? null : new Date(until) }));
  return { ...head, waits: open };
}

export interface StartInstanceOptions extends ListingOptions {
  readonly id?: string;
  readonly input?: Json;
}

/** `myelin workflows start` */
export async function startInstance(name: string, options: StartInstanceOptions): Promise<void> {
  const { json = false, id, input, ...place } = options;
  const begun = await administer(place, (admin) =>
    admin.workflows.start(name, { input, ...(id === undefined ? {} : { id }) }),
  );
  if (json) printJson(begun);
  else console.log(`Asked to start "${begun.id}" of workflow "${begun.workflow}"`);
}

export interface SignalOptions extends AdminOptions {
  readonly signal: string;
  readonly data?: Json;
}

/** `myelin workflows signal` */
export async function signalInstance(instance: InstanceRef, options: SignalOptions): Promise<void> {
  const { signal: name, data, ...place } = options;
  await administer(place, (admin) => admin.workflows.signal(instance, { name, data }));
  console.log(`Told "${instance.id}": ${name}`);
}

export interface CancelOptions extends AdminOptions {
  readonly why?: string;
}

/** `myelin workflows cancel` */
export async function cancelInstance(instance: InstanceRef, { why, ...place }: CancelOptions): Promise<void> {
  await administer(place, (admin) => admin.workflows.cancel(instance, why === undefined ? {} : { why }));
  console.log(`Asked to cancel "${instance.id}"`);
}

/** `myelin workflows resume` */
export async function resumeInstance(instance: InstanceRef, place: AdminOptions): Promise<void> {
  await administer(place, (admin) => admin.workflows.resume(instance));
  console.log(`Asked to resume "${instance.id}"`);
}

/** `myelin workflows migrate` */
export async function migrateInstances(
  { name, id }: { readonly name: string; readonly id?: string },
  place: AdminOptions,
): Promise<void> {
  const asked = await administer(place, (admin) => admin.workflows.migrate(name, id));
  console.log(`Asked ${counted(asked, "instance")} of "${name}" to migrate`);
}

export interface DrawOptions {
  readonly app: string;
  readonly ofVersion?: number;
}

/** `myelin workflows diagram` */
export async function drawWorkflow(name: string, { app, ofVersion }: DrawOptions): Promise<void> {
  const tables = await loadApplication(app);
  process.stdout.write(workflowDiagram(tables, name, ofVersion === undefined ? {} : { version: ofVersion }));
}
