import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aggregate, application, compile } from "../../src/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { type OpenBank, openBank } from "./open-bank.ts";
import { type RequestSchema, type Schemas, valuesOf } from "./openapi-requests.ts";

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: "path" | "query" | "header";
    readonly required: boolean;
    readonly schema: RequestSchema;
  }[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: RequestSchema }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

let open: OpenBank;
let app: ReturnType<typeof httpApp>;
let document: Document;
const runs = Number(process.env.FUZZ_RUNS ?? 25);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_121);

beforeAll(async () => {
  open = await openBank(memoryStore());
  app = httpApp(open.engine, { adminToken: "t", log: () => undefined });
  // What follows checks its form.
  document = (await (await app.request("/openapi.json")).json()) as Document;
});
afterAll(() => open.close());

describe("GET /openapi.json", () => {
  test("is a valid document of OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(document.openapi).toBe("3.1.0");
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has every address of the application, and none that is not there", async () => {
    const served = new Set<string>();
    for (const path of new Set(app.routes.map((route) => route.path))) {
      const answer = await app.request(path.replaceAll(":", ""), { method: "OPTIONS" });
      const methods = (answer.headers.get("allow") ?? "").split(", ");
      for (const method of methods) if (["GET", "POST", "DELETE"].includes(method)) served.add(`${method} ${path}`);
    }
    // Those of the application stand there by name: each is served by the general one.
    const told = new Set(operations().map(({ method, path }) => `${method.toUpperCase()} ${general(path)}`));
    const routed = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
    expect([...told].filter((one) => !routed.has(one))).toEqual([]);
    // Nodes speak to each other there; an instance may be called so. Pages are for people.
    const hidden = new Set(["POST /node/commands", "GET /workflows/:name/migrate"]);
    expect([...served].filter((one) => !told.has(one) && !hidden.has(one) && !dashboardRoutes.test(one))).toEqual([]);
    for (const command of Object.keys(open.engine.tables.commands))
      expect(document.paths).toHaveProperty([`/commands/${command}`]);
  });

  test("says of a command what it takes, and by which names it may be rejected", () => {
    expect(document.components.schemas["command.WithdrawMoney"]).toMatchObject({
      type: "object",
      properties: {
        accountId: { type: "string", minLength: 1 },
        amount: { type: "integer", minimum: 1, maximum: 1_000_000 },
      },
      required: ["accountId", "amount"],
    });
    const text = JSON.stringify(document.paths["/commands/WithdrawMoney"]?.post?.responses["422"]);
    for (const name of ["AlreadyOpen", "NotOpen", "InsufficientFunds"]) expect(text).toContain(`{"const":"${name}"}`);
    expect(document.paths["/queries/balances/rowsOf"]?.get?.parameters?.[0]).toMatchObject({
      name: "accountId",
      in: "query",
      required: true,
      schema: { type: "array" },
    });
  });

  test("names the address where the application is mounted", async () => {
    const { Hono } = await import("hono");
    const outer = new Hono().route("/bank", app);
    // The form has a test of its own.
    expect(((await (await outer.request("/bank/openapi.json")).json()) as Document).servers).toEqual([
      { url: "/bank" },
    ]);
    expect(document.servers).toEqual([{ url: "/" }]);
  });

  test("takes schemas as their libraries tell them, also those that refer to themselves, and leaves others open", async () => {
    const tree = {
      type: "object",
      properties: { name: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/tree" } } },
      required: ["name"],
    };
    const told = standardSchema({ $defs: { tree }, $ref: "#/$defs/tree" });
    const silent = standardSchema(undefined);
    const odd = aggregate("odd", {
      initial: () => 0,
      events: { Grown: told },
      commands: { Grow: told, Say: silent },
      rejections: { Never: "never" },
    })
      .route({ kind: "key", by: () => "a" } as never) // its payload is unknown to the types
      .evolve({ Grown: (count) => count })
      .decide({ Grow: (_, tree, { emit }) => emit.Grown(tree as never), Say: () => [] }); // as told above
    const tables = compile(application("odd", [odd]));
    const engine = await startEngine({ tables, store: memoryStore(), migrate: true, log: () => undefined });
    const found = (await (await httpApp(engine).request("/openapi.json")).json()) as Document;
    await engine.stop();
    expect((await new Validator().validate({ ...structuredClone(found) })).errors ?? []).toEqual([]);
    const check = ajvOf(found).compile({ $ref: "doc#/components/schemas/command.Grow" });
    expect([check({ name: "a", children: [{ name: "b" }] }), check({ name: "a", children: [{}] })]).toEqual([
      true,
      false,
    ]);
    expect(found.paths["/commands/Say"]?.post?.requestBody?.content["application/json"]?.schema).toEqual({});
  });

  test("is kept to by every answer to requests made of it", async () => {
    const ajv = ajvOf(document);
    const statuses = new Map<string, Set<number>>();
    for (const one of operations()) {
      if (one.operation.operationId === "processor.forget") continue;
      await fc.assert(
        fc.asyncProperty(requestOf(one), async ({ path, init }) => {
          const response = await app.request(path, init);
          const seen = statuses.get(one.operation.operationId) ?? new Set();
          statuses.set(one.operation.operationId, seen.add(response.status));
          await checkAnswer(response, { one, ajv });
        }),
        { numRuns: runs, seed },
      );
    }
    // A valid command is handled or rejected: that its schema refuses nothing that it says it takes.
    for (const command of Object.keys(open.engine.tables.commands)) {
      const seen = [...(statuses.get(`command.${command}`) ?? [])];
      expect(seen.filter((status) => ![200, 422, command === "BreakAccount" ? 500 : 200].includes(status))).toEqual([]);
    }
    for (const id of ["processors", "workflows", "nodes", "routes", "live", "ready"])
      expect(statuses.get(id)).toContain(200);
  }, 300_000);
});

interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function operations(): readonly Described[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
}

/** What the dashboard has for itself. */
const dashboardRoutes = / \/admin(?!\/(processors|dead-letters|nodes)(\/|$))/;

/** As the application has it. */
function general(path: string): string {
  const names = path.replace(/\{([^}]+)\}/g, ":$1");
  if (/^\/workflows\/(?!:)[^/]+$/.test(names)) return "/workflows/:name";
  if (/^\/workflows\/(?!:)[^/]+\/:id\/signals\//.test(names)) return "/workflows/:name/:id/signals/:signal";
  if (/^\/commands\/(?!:)/.test(names)) return "/commands/:command";
  if (/^\/queries\//.test(names)) return "/queries/:projection/:query";
  return names === "/commands/:id" ? "/commands/:command" : names;
}

function ajvOf(of: Document): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(of, "doc");
  return ajv;
}

interface Checking {
  readonly one: Described;
  readonly ajv: Ajv2020;
}

const compiled = new Map<string, ValidateFunction>();

async function checkAnswer(response: Response, { one, ajv }: Checking): Promise<void> {
  const { path, method } = one;
  const { status } = response;
  const told = one.operation.responses[String(status)];
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  if (type === "text/event-stream") return void (await response.body?.cancel());
  const text = await response.text();
  expect(told, `${method} ${path} answered ${status}: ${text}`).toBeDefined();
  expect(Object.keys(told?.content ?? {}), `${method} ${path} ${status}`).toContain(type);
  if (!type.includes("json")) return;
  const place = ["paths", path, method, "responses", String(status), "content", type, "schema"];
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  const check = compiled.get(pointer) ?? ajv.compile({ $ref: `doc#/${pointer}` });
  compiled.set(pointer, check);
  const body: unknown = JSON.parse(text);
  check(body);
  expect(check.errors ?? [], `${method} ${path} ${status}: ${text}`).toEqual([]);
}

interface MadeRequest {
  readonly path: string;
  readonly init: RequestInit;
}

/** Names that are there beside names that are not. */
const known: Readonly<Record<string, readonly string[]>> = {
  name: ["balances", "turnovers", "payment"],
  processor: ["balances", "turnovers"],
  type: ["account"],
  id: ["a", "b"],
};

/** Few, so that they meet. */
const ids = fc.constantFrom("a", "b", "c");

function requestOf({ path, method, operation }: Described): fc.Arbitrary<MadeRequest> {
  const { parameters = [], requestBody } = operation;
  const { schemas } = document.components;
  const wanted = parameters.filter(
    ({ name }) => name !== "Prefer" && name !== "If-Match" && name !== "Idempotency-Key" && name !== "Last-Event-ID",
  );
  const values = wanted.map(({ name, in: place, required, schema }) => {
    const own =
      place === "path" && known[name] !== undefined
        ? fc.oneof(fc.constantFrom(...known[name]), ids)
        : valuesOf(schema, schemas);
    return required ? own : fc.option(own, { nil: undefined });
  });
  const content = requestBody?.content["application/json"]?.schema;
  const body =
    content === undefined
      ? fc.constant(undefined)
      : valuesOf(content, schemas).chain((made) => ids.map((id) => withId(made, id)));
  return fc.tuple(fc.tuple(...values), body).map(([made, sent]) => {
    const search = new URLSearchParams();
    const headers: Record<string, string> = { authorization: "Bearer t" };
    let filled = path;
    for (const [index, { name, in: place }] of wanted.entries()) {
      const value = made[index];
      if (place === "path") filled = filled.replace(`{${name}}`, encodeURIComponent(dotless(String(value))));
      else if (place === "query")
        for (const one of Array.isArray(value) ? value : [value])
          if (one !== undefined) search.append(name, String(one));
      if (place === "header" && value !== undefined && /^[\x21-\x7e]+$/.test(String(value)))
        headers[name] = String(value);
    }
    if (operation.operationId === "events") headers.accept = "application/json";
    if (sent !== undefined) headers["content-type"] = "application/json";
    return {
      path: `${filled}${search.size > 0 ? `?${search}` : ""}`,
      init: { method: method.toUpperCase(), headers, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }) },
    };
  });
}

/** Programs on the way take them for steps in a path, and a slash in a name is none here. */
function dotless(text: string): string {
  return /^\.{1,2}$/.test(text) ? "dots" : text;
}

/** So that commands meet streams that are there. */
function withId(made: unknown, id: string): unknown {
  return typeof made === "object" && made !== null && "accountId" in made ? { ...made, accountId: id } : made;
}

/** A schema of a library that says of itself what it is told here, or nothing. */
function standardSchema(takes: object | undefined): never {
  const jsonSchema = takes === undefined ? {} : { jsonSchema: { input: () => takes, output: () => takes } };
  return {
    "~standard": { version: 1, vendor: "told", validate: (value: unknown) => ({ value }), ...jsonSchema },
  } as never; // a library of this test
}
