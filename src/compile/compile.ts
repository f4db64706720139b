import { MyelinError } from "../base/error.ts";
import type { ApplicationNode, ComponentNode } from "../model/application-node.ts";
import type { Tables } from "../model/tables.ts";
import { checkAggregate } from "./check-aggregate.ts";
import { checkApplicationInterceptors } from "./check-interceptors.ts";
import { checkNames } from "./check-names.ts";
import { checkProcessors } from "./check-processor.ts";
import { checkProjections } from "./check-projection.ts";
import { checkReactors } from "./check-reactor.ts";
import { checkRelays } from "./check-relay.ts";
import { compileAggregate } from "./compile-aggregate.ts";
import { compileCommands } from "./compile-commands.ts";
import { compileProjection } from "./compile-projection.ts";
import { compileReactor } from "./compile-reactor.ts";
import { compileRelay } from "./compile-relay.ts";
import { aggregatesOf, projectionsOf, reactorsOf, relaysOf, workflowsOf } from "./components.ts";
import { type Mistake, mistake } from "./mistake.ts";
import { sortedRecord } from "./sorted-record.ts";
import { tablesToJson } from "./tables-to-json.ts";
import { checkWorkflows } from "./workflows/check-workflows.ts";
import { compileWorkflows } from "./workflows/compile-workflow.ts";

/**
 * Turns an application's declarations into the frozen tables that the runtime executes. Pure and total: the same
 * declarations give the same tables, whatever order they stand in, and nothing of the outside is asked.
 *
 * @throws MyelinError `invalid_application` that lists every mistake at once, each naming its component and the mend;
 * `details.mistakes` has them as data.
 */
export function compile(application: { readonly node: ApplicationNode }): Tables {
  const { name, components } = application.node;
  const mistakes = findMistakes(application.node);
  if (mistakes.length > 0) throw invalidApplication(name, mistakes);
  const aggregates = aggregatesOf(components);
  const projections = projectionsOf(components);
  const tables: Tables = {
    name,
    aggregates: sortedRecord(aggregates.map((node) => [node.name, compileAggregate(node)])),
    commands: sortedRecord(aggregates.flatMap((node) => compileCommands(node, application.node))),
    projections: sortedRecord(projections.map((node) => [node.name, compileProjection(node, aggregates)])),
    reactors: sortedRecord(reactorsOf(components).map((node) => [node.name, compileReactor(node, aggregates)])),
    relays: sortedRecord(relaysOf(components).map((node) => [node.name, compileRelay(node, aggregates)])),
    workflows: compileWorkflows({ aggregates, workflows: workflowsOf(components) }),
    correlate: Object.freeze([...(application.node.correlate ?? [])]),
  };
  Object.defineProperty(tables, "toJSON", { value: () => tablesToJson(tables) });
  return Object.freeze(tables);
}

/** Every mistake of an application, in a stable order; none when it compiles. */
export function findMistakes(application: ApplicationNode): readonly Mistake[] {
  const strangers = application.components.flatMap((component, index) =>
    isComponent(component) ? [] : [stranger(index)],
  );
  const components = application.components.filter(isComponent);
  return [
    ...strangers,
    ...checkNames(components),
    ...aggregatesOf(components).flatMap(checkAggregate),
    ...checkProcessors(components),
    ...checkProjections(projectionsOf(components)),
    ...checkReactors(components),
    ...checkRelays(components),
    ...checkWorkflows(components),
    ...checkApplicationInterceptors(application, aggregatesOf(components)),
  ];
}

/** Programs without types can hand over anything, such as an aggregate whose phases are not finished. */
function isComponent(component: Partial<ComponentNode> | undefined): component is ComponentNode {
  if (component?.kind === "aggregate") return "sequences" in component;
  if (component?.kind === "workflow") return "inState" in component;
  if (component?.kind === "reactor") return "on" in component && "sends" in component;
  if (component?.kind === "relay") return "on" in component;
  return component?.kind === "projection" && "on" in component && "queries" in component;
}

function stranger(index: number): Mistake {
  return mistake(`#${index + 1}`, {
    subject: `component #${index + 1} of the application`,
    state: "it is not a finished aggregate, projection, reactor, relay or workflow",
    mend: "finish its phases: an aggregate needs route, evolve and decide, a workflow needs a start, the others need on",
  });
}

function invalidApplication(name: string, mistakes: readonly Mistake[]): MyelinError {
  const lines = mistakes.map(({ message }) => `  - ${message}`);
  const count = mistakes.length === 1 ? "it has a mistake" : `it has ${mistakes.length} mistakes`;
  const message = `Cannot compile application "${name}": ${count}; mend each of these\n${lines.join("\n")}`;
  return new MyelinError("invalid_application", message, { details: { mistakes } });
}
