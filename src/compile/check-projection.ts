import { qualifiedType } from "../model/message.ts";
import type { AggregateNode, ComponentNode, ProjectionNode } from "../model/node.ts";
import { aggregatesOf } from "./check-names.ts";
import { type Mistake, mistake } from "./mistake.ts";

export function checkProjections(components: readonly ComponentNode[]): readonly Mistake[] {
  const projections = components.filter((component) => component.kind === "projection");
  const aggregates = new Map(aggregatesOf(components).map((aggregate) => [aggregate.name, aggregate]));
  return [
    ...projections.flatMap((projection) => checkProjection(projection, aggregates)),
    ...checkSharedTables(projections),
  ];
}

type Aggregates = ReadonlyMap<string, AggregateNode>;

function checkProjection(projection: ProjectionNode, aggregates: Aggregates): readonly Mistake[] {
  const subject = `projection "${projection.name}"`;
  const handlers = handlersOf(projection);
  if (handlers.length === 0)
    return [mistake(projection.name, { subject, state: "it handles no event", mend: "add .on(aggregate, { … })" })];
  return [
    ...handlers.flatMap((handler) => checkHandler(subject, { projection, handler, aggregates })),
    ...checkTwice(projection),
  ];
}

interface Handler {
  readonly aggregate: string;
  readonly event: string;
}

function handlersOf(projection: ProjectionNode): readonly Handler[] {
  return projection.on.flatMap(({ aggregate, handlers }) =>
    Object.keys(handlers).map((event) => ({ aggregate, event })),
  );
}

function checkHandler(
  subject: string,
  { projection, handler, aggregates }: { projection: ProjectionNode; handler: Handler; aggregates: Aggregates },
): readonly Mistake[] {
  const aggregate = aggregates.get(handler.aggregate);
  if (aggregate === undefined) {
    const state = `it handles "${handler.event}" of aggregate "${handler.aggregate}", which is not in this application`;
    return [
      mistake(projection.name, { subject, state, mend: "add the aggregate to the application, or remove the handler" }),
    ];
  }
  if (Object.hasOwn(aggregate.events, handler.event)) return [];
  const state = `it handles "${handler.event}", which aggregate "${aggregate.name}" does not declare`;
  return [
    mistake(projection.name, { subject, state, mend: `name one of ${Object.keys(aggregate.events).join(", ")}` }),
  ];
}

function checkTwice(projection: ProjectionNode): readonly Mistake[] {
  const types = handlersOf(projection).map(({ aggregate, event }) => qualifiedType(aggregate, event));
  const twice = new Set(types.filter((type, index) => types.indexOf(type) !== index));
  return [...twice].map((type) =>
    mistake(projection.name, {
      subject: `projection "${projection.name}"`,
      state: `it handles "${type}" twice`,
      mend: "keep one of the handlers",
    }),
  );
}

function checkSharedTables(projections: readonly ProjectionNode[]): readonly Mistake[] {
  const owners = new Map<string, ProjectionNode>();
  const mistakes: Mistake[] = [];
  for (const projection of projections) {
    if (projection.form !== "fold") continue;
    const owner = owners.get(projection.target.name);
    if (owner === undefined) owners.set(projection.target.name, projection);
    else mistakes.push(sharedTable(projection, owner));
  }
  return mistakes;
}

function sharedTable(projection: ProjectionNode & { form: "fold" }, owner: ProjectionNode): Mistake {
  return mistake(projection.name, {
    subject: `projection "${projection.name}"`,
    state: `its table "${projection.target.name}" is also written by projection "${owner.name}", so that they would lose each other's updates`,
    mend: "give each its own table",
  });
}
