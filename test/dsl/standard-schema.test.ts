import type { StandardSchemaV1 } from "@standard-schema/spec";
import { expect, test } from "vitest";
import { aggregate, application, compile } from "../../src/mod.ts";

type Check<Out> = (value: unknown) => StandardSchemaV1.Result<Out>;

/** An object with methods of its own, as zod makes it. */
function likeZod<In, Out>(validate: Check<Out>) {
  const schema: StandardSchemaV1<In, Out> = { "~standard": { version: 1, vendor: "like-zod", validate } };
  return { ...schema, parse: validate };
}

/** A function that carries the schema, as arktype makes it. */
function likeArktype<Out>(validate: Check<Out>) {
  const schema: StandardSchemaV1<Out> = { "~standard": { version: 1, vendor: "like-arktype", validate } };
  return Object.assign((value: unknown) => validate(value), schema);
}

function numberAt<const Key extends string>(key: Key): Check<{ readonly [K in Key]: number }> {
  return (value) => {
    const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    if (typeof found !== "number") return { issues: [{ message: "it is no number", path: [{ key }] }] };
    return { value: { [key]: found } as { readonly [K in Key]: number } }; // a computed key widens
  };
}

const counter = aggregate("counter", {
  initial: () => 0,
  events: { Counted: likeArktype(numberAt("by")) },
  commands: { Count: likeZod<{ readonly by: number }, { readonly by: number }>(numberAt("by")) },
  rejections: { TooMuch: likeZod<{ readonly most: number }, { readonly most: number }>(numberAt("most")) },
})
  .route("by")
  .evolve({ Counted: (count, { by }) => count + by })
  .decide({
    Count: (count, { by }, { emit, reject }) => (count + by > 9 ? reject.TooMuch({ most: 9 }) : emit.Counted({ by })),
  });

test("schemas of other libraries declare an aggregate that decides and evolves", () => {
  expect(counter.decide(0, counter.commands.Count({ by: 4 }))).toEqual(counter.events.Counted({ by: 4 }));
  expect(counter.decide(6, counter.commands.Count({ by: 4 }))).toEqual(counter.rejections.TooMuch({ most: 9 }));
  expect(counter.fold([counter.events.Counted({ by: 4 })])).toBe(4);
});

test("issues of another library's schema are told with their path", () => {
  const broken = { kind: "command", name: "Count", payload: { by: "4" } };
  expect(() => counter.decide(0, broken as never)).toThrow(
    'Cannot decide command "Count": its payload does not fit the schema (by: it is no number); mend the payload',
  );
});

test("asynchronous schema is refused outside of the engine, with the mend", () => {
  const late: StandardSchemaV1<{ readonly id: string }> = {
    "~standard": { version: 1, vendor: "late", validate: async () => ({ value: { id: "a" } }) },
  };
  const slow = aggregate("slow", { initial: () => 0, events: {}, commands: { Wait: late } })
    .route("id")
    .evolve({})
    .decide({ Wait: () => undefined });
  expect(() => slow.decide(0, slow.commands.Wait({ id: "a" }))).toThrow(
    expect.objectContaining({ code: "unsupported", message: expect.stringContaining("submit it to an engine") }),
  );
});

test("schemas of other libraries reach the tables untouched", () => {
  const tables = compile(application("counting", [counter]));
  expect(tables.commands.Count?.schema).toBe(counter.node.commands.Count);
  expect(tables.aggregates.counter?.events.Counted?.schema["~standard"].vendor).toBe("like-arktype");
  expect(tables.aggregates.counter?.rejections.TooMuch?.schema?.["~standard"].vendor).toBe("like-zod");
});
