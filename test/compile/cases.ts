import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { expect } from "vitest";
import {
  aggregate,
  application,
  byFunction,
  byMetadata,
  byPayload,
  byRoute,
  fallback,
  firstOf,
  halt,
  projection,
  query,
  relay,
  unsequenced,
} from "../../src/mod.ts";
import { bank } from "../dsl/bank.ts";
import { depot } from "../dsl/depot.ts";
import { library, reminded } from "../dsl/library.ts";
import { transfers } from "../dsl/transfers.ts";
import { counting } from "../runtime/counter.ts";
import { eventually } from "../support/eventually.ts";
import type { CompileCase } from "./case.ts";
import { heardPublisher } from "./heard-publisher.ts";

const published = heardPublisher();

const Enrolment = v.object({ courseId: v.string(), student: v.string() });

const course = aggregate("course", {
  initial: () => ({ students: [] as string[] }), // an empty literal has no element type
  events: { Enrolled: v.object({ student: v.string() }), Left: v.object({ student: v.string() }) },
  commands: {
    Enrol: Enrolment,
    Leave: Enrolment,
    Swap: Enrolment,
    Audit: Enrolment,
    Import: v.object({ student: v.string() }),
  },
  rejections: { Twice: "The student is enrolled already" },
})
  .route("courseId", { Import: byMetadata("courseId"), Audit: ({ courseId }) => courseId.toUpperCase() })
  .evolve({
    Enrolled: ({ students }, { student }) => ({ students: [...students, student] }),
    Left: ({ students }, { student }) => ({ students: students.filter((one) => one !== student) }),
  })
  .decide({
    Enrol: ({ students }, { student }, { emit, reject }) =>
      students.includes(student) ? reject.Twice() : emit.Enrolled({ student }),
    Leave: (_, { student }, { emit }) => emit.Left({ student }),
    Swap: ({ students }, { student }, { emit }) => [
      ...students.map((one) => emit.Left({ student: one })),
      emit.Enrolled({ student }),
    ],
    Audit: () => undefined,
    Import: (_, { student }, { emit }) => emit.Enrolled({ student }),
  })
  .sequence(byPayload("student"), {
    Leave: firstOf(byMetadata("tenantId"), byRoute()),
    Swap: fallback(
      byFunction("today", () => {
        throw new RangeError("no key today");
      }),
      byRoute(),
      RangeError,
    ),
    Audit: unsequenced(),
    Import: byMetadata("courseId"),
  });

const seats = pgTable(
  "seats",
  { courseId: text("course_id").notNull(), student: text("student").notNull(), times: integer("times").notNull() },
  (table) => [primaryKey({ columns: [table.courseId, table.student] })],
);

const seatList = projection
  .fold("seat-list", { table: seats, key: ["courseId", "student"], initial: { times: 0 } })
  .on(
    course,
    { Enrolled: (row) => ({ times: row.times + 1 }) },
    { by: ({ student }, { stream }) => [stream.id, student] },
  )
  .queries({ all: query(v.object({}), (_, { rows }) => rows.list()) });

const school = application("school", [seatList, course]);

export const compileCases: readonly CompileCase[] = [
  {
    name: "the bank: default route, a policy for one command, a fold with queries",
    application: bank,
    run: async ({ submit, query: ask }) => {
      await submit("OpenAccount", { accountId: "a-1", owner: "Ann" });
      await submit("DepositMoney", { accountId: "a-1", amount: 80 });
      expect(await submit("WithdrawMoney", { accountId: "a-1", amount: 90 })).toMatchObject({
        ok: false,
        reason: "InsufficientFunds",
        data: { balance: 80, missing: 10 },
      });
      expect(await submit("OpenAccount", { accountId: "a-1", owner: "Bob" })).toMatchObject({
        ok: false,
        sentence: "The account is open already",
      });
      expect(await ask("balances", "ownerOf", { accountId: "a-1" })).toBe("Ann");
    },
  },
  {
    name: "counting: a decider that does nothing, a row that is deleted",
    application: counting,
    run: async ({ submit, query: ask }) => {
      await submit("Count", { counterId: "c", by: 7 });
      expect(await submit("Count", { counterId: "c", by: 0 })).toMatchObject({ ok: true, version: 1, events: [] });
      await submit("Clear", { counterId: "c", group: "g" });
      expect(await ask("counts", "countOf", { counterId: "c" })).toMatchObject({ count: 1, changes: 1 });
    },
  },
  {
    name: "the school: routes and sequences of every kind, a composite row key",
    application: school,
    run: async ({ submit, query: ask }) => {
      await submit("Enrol", { courseId: "c-1", student: "Ann" });
      expect(await submit("Enrol", { courseId: "c-1", student: "Ann" })).toMatchObject({ ok: false, reason: "Twice" });
      expect(await submit("Audit", { courseId: "c-1", student: "Ann" })).toMatchObject({
        stream: { id: "C-1" },
        version: 0,
        position: "0",
      });
      expect(await submit("Import", { student: "Bob" }, { courseId: "c-1" })).toMatchObject({
        stream: { id: "c-1" },
        version: 2,
      });
      await submit("Leave", { courseId: "c-1", student: "Ann" });
      await submit("Swap", { courseId: "c-1", student: "Ann" });
      expect(await ask("seat-list", "all")).toEqual([
        { courseId: "c-1", student: "Ann", times: 2 },
        { courseId: "c-1", student: "Bob", times: 1 },
      ]);
      await expect(submit("Import", { student: "Bob" })).rejects.toMatchObject({ code: "invalid_command" });
    },
  },
  {
    name: "the depot: interceptors of every kind, routes and scopes, retries, snapshots, upcasters, correlations",
    application: depot,
    run: async ({ submit, query: ask }) => {
      const metadata = { tenantId: "t", userId: "u" };
      await expect(submit("Store", { shelfId: "s", boxes: 1 })).rejects.toMatchObject({ code: "refused" });
      await expect(submit("Store", { shelfId: "s", boxes: 13 }, metadata)).rejects.toMatchObject({ code: "refused" });
      expect(await submit("Store", { shelfId: "s", boxes: 3 }, metadata)).toMatchObject({
        version: 2,
        events: [{ type: "shelf.Dusted" }, { type: "shelf.Stored" }],
      });
      expect(await submit("Store", { shelfId: "s", boxes: 8 }, metadata)).toMatchObject({ reason: "TooMany" });
      expect(await submit("Store", { shelfId: "s", boxes: 9 }, metadata)).toMatchObject({ reason: "TooHeavy" });
      expect(await submit("Fetch", { shelfId: "s", boxes: 2 }, metadata)).toMatchObject({ version: 3 });
      expect(await submit("Count", { shelfId: null }, metadata)).toMatchObject({
        stream: { type: "shelf", id: "unresolved" },
      });
      const [one, other] = [
        await submit("Store", { boxes: 1 }, metadata),
        await submit("Store", { boxes: 1 }, metadata),
      ];
      expect(one).toMatchObject({ ok: true, version: 2 });
      expect(other.stream.id).not.toBe(one.stream.id);
      expect(await ask("stock", "of", { shelfId: "s" })).toEqual({ shelfId: "s", boxes: 1 });
    },
  },
  {
    name: "the library: folds of every life, sequences of events, failure policies, reactors of every delivery, announcements",
    application: library,
    run: async ({ submit, query: ask }) => {
      await submit("Lend", { bookId: "b-1", reader: "Ann" });
      await submit("Lend", { bookId: "b-2", reader: "Ann" });
      expect(await ask("readers", "of", { reader: "Ann" })).toBe(2);
      expect(await reminded).toMatchObject({ ok: true, events: [{ type: "book.Reminded" }] });
    },
  },
  {
    name: "relays: whole aggregates, single events, shapes of their own, a sequence",
    application: application("relayed", [
      course,
      relay("to-all", { from: "latest" }).all(course),
      relay("to-some", { sequence: byPayload("student"), segments: 2, onFailure: halt() }).on(course, {
        Enrolled: ({ student }, { stream }) => ({ course: stream.id, student }),
        Left: true,
      }),
    ]),
    publishers: { "to-all": published.publisher, "to-some": published.publisher },
    run: async ({ submit }) => {
      await submit("Enrol", { courseId: "c", student: "Ann" });
      await eventually(() => expect(published.messages).toHaveLength(2));
      const messages = published.messages.map(({ relay: name, key, payload }) => [name, key, payload]);
      expect(messages.toSorted()).toEqual([
        ["to-all", "course/c", '{"student":"Ann"}'],
        ["to-some", "Ann", '{"course":"c","student":"Ann"}'],
      ]);
    },
  },
  {
    name: "the transfers: workflows in two versions, started by events, by name and by the clock, with children and forks",
    application: transfers,
    run: async ({ submit }) => {
      for (const accountId of ["a-1", "a-2"]) await submit("OpenAccount", { accountId, owner: accountId });
      await submit("DepositMoney", { accountId: "a-1", amount: 80 });
      expect(await submit("RequestTransfer", { transferId: "t-1", from: "a-1", to: "a-2", amount: 30 })).toMatchObject({
        ok: true,
        events: [{ type: "transfer.TransferRequested" }],
      });
    },
  },
];
