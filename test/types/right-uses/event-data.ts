import { aggregate, type EventOf } from "myelin";
import * as v from "valibot";
import type { Same } from "../support/same.ts";

interface Tree {
  readonly value: number;
  readonly children: readonly Tree[];
}

const Tree: v.GenericSchema<Tree> = v.object({ value: v.number(), children: v.array(v.lazy(() => Tree)) });

interface Person {
  readonly name: string;
  readonly nick?: string;
  readonly mother: Person | null;
  readonly father: Person | null;
  readonly friends: readonly Person[];
  readonly rivals: Readonly<Record<string, Person>>;
  readonly spouse: { readonly since: string; readonly who: Person } | undefined;
}

const known = {
  Branded: v.object({ id: v.pipe(v.string(), v.brand("Id")) }),
  Chosen: v.variant("kind", [
    v.object({ kind: v.literal("a"), a: v.number() }),
    v.object({ kind: v.literal("b"), b: v.nullish(v.string()) }),
  ]),
  Defaulted: v.object({ note: v.optional(v.string(), "none") }),
  Free: v.any(),
  Grown: Tree,
  Known: v.custom<Person>(() => true),
  Listed: v.array(v.tuple([v.string(), v.number()])),
  Loose: v.looseObject({ id: v.string() }),
  Plain: v.number(),
  Recorded: v.record(v.string(), v.array(v.boolean())),
  Unknown: v.object({ anything: v.unknown() }),
};

// Whatever JSON keeps may be an event's data; it is given and found as the schema's output.
export const log = aggregate("log", { initial: () => 0, events: known, commands: {} });

type Log = Parameters<Parameters<ReturnType<typeof log.route>["evolve"]>[0]["Defaulted"]>[1];
export const defaulted: Same<Log, { note: string }> = true;

// A state may be a list or a map; what evolve answers with may be a mutable one.
export const names = aggregate("names", {
  initial: (): readonly string[] => [],
  events: { Named: v.object({ name: v.string() }) },
  commands: {},
})
  .route("name", {})
  .evolve({ Named: (state, { name }) => [...state, name] })
  .decide({});

export const counts = aggregate("counts", {
  initial: (): ReadonlyMap<string, number> => new Map(),
  events: { Named: v.object({ name: v.string() }) },
  commands: {},
})
  .route("name")
  .evolve({ Named: (state, { name }) => new Map(state).set(name, 1) })
  .decide({});

export const named: Same<EventOf<typeof names>["data"], { name: string }> = true;
