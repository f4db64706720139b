import * as v from "valibot";
import { expect } from "vitest";
import { aggregate } from "../../src/mod.ts";
import type { CommandCase } from "./command-case.ts";
import { tablesOf } from "./tally.ts";

/** The account of years ago: amounts in whole euros as text, a fee in the same event, and a marker that nobody needs. */
const old = (name: string) =>
  aggregate(name, {
    initial: () => 0,
    events: {
      Paid: v.object({ euros: v.string() }),
      Charged: v.object({ euros: v.string(), fee: v.string() }),
      Ticked: v.object({}),
      Renamed: v.object({ to: v.string() }),
    },
    commands: { Begin: v.object({ id: v.string() }) },
  })
    .route("id")
    .evolve({ Paid: (sum) => sum, Charged: (sum) => sum, Ticked: (sum) => sum, Renamed: (sum) => sum })
    .decide({
      Begin: (_, __, { emit }) => [
        emit.Paid({ euros: "3" }),
        emit.Ticked({}),
        emit.Charged({ euros: "2", fee: "1" }),
        emit.Renamed({ to: "x" }),
      ],
    });

type State = { cents: number; log: string[] };

/** The account of today: cents, with a currency; charges are payments of their own; no markers. */
const today = (name: string) =>
  aggregate(name, {
    initial: (): State => ({ cents: 0, log: [] }),
    events: { Paid: v.object({ cents: v.number(), currency: v.string() }), Titled: v.object({ title: v.string() }) },
    commands: { Look: v.object({ id: v.string() }), Pay: v.object({ id: v.string(), cents: v.number() }) },
    rejections: { Seen: v.object({ cents: v.number(), log: v.array(v.string()) }) },
  })
    .route("id")
    .evolve({
      Paid: ({ cents, log }, paid, { version }) => ({
        cents: cents + paid.cents,
        log: [...log, `${version} paid ${paid.cents} ${paid.currency}`],
      }),
      Titled: ({ cents, log }, { title }, { version }) => ({ cents, log: [...log, `${version} titled ${title}`] }),
    })
    .decide({
      Look: (state, _, { reject }) => reject.Seen(state),
      Pay: (_, { cents }, { emit }) => emit.Paid({ cents, currency: "EUR" }),
    })
    .upcast({
      Paid: [
        ({ euros }: { euros: string }) => ({ cents: Number(euros) * 100 }),
        (data: { cents: number }) => ({ ...data, currency: "EUR" }),
      ],
      Charged: [
        ({ euros, fee }: { euros: string; fee: string }, _, { split, emit }) =>
          split(...[euros, fee].map((part) => emit.Paid({ cents: -100 * Number(part), currency: "EUR" }))),
      ],
      Ticked: [(_: object, __, { drop }) => drop()],
      Renamed: [({ to }: { to: string }, _, { split, emit }) => split(emit.Titled({ title: to }))],
    });

const log = ["1 paid 300 EUR", "3 paid -200 EUR", "3 paid -100 EUR", "4 titled x"];

export const oldShapeCases: readonly CommandCase[] = [
  {
    name: "events of older shapes pass their upcasters in turn, are split, dropped and renamed",
    run: async (world) => {
      const [name, id] = [`account-${world.fresh()}`, world.fresh()];
      await world.rig({ tables: tablesOf(old(name)) }).submit({ command: "Begin", payload: { id } });
      const node = world.rig({ tables: tablesOf(today(name)) });
      const look = { command: "Look", payload: { id } };
      expect(await node.submit(look)).toMatchObject({ reason: "Seen", data: { cents: 0, log } });
      expect(await node.submit({ command: "Pay", payload: { id, cents: 7 } })).toMatchObject({ version: 5 });
      const fresh = world.rig({ tables: tablesOf(today(name)) });
      expect(await fresh.submit(look)).toMatchObject({ data: { cents: 7, log: [...log, "5 paid 7 EUR"] } });
      const stored = await world.eventsOf({ type: name, id });
      expect(stored.map(({ type, schemaVersion }) => [type.split(".")[1], schemaVersion])).toEqual([
        ["Paid", 1],
        ["Ticked", 1],
        ["Charged", 1],
        ["Renamed", 1],
        ["Paid", 3],
      ]);
    },
  },
  {
    name: "an event that newer code wrote is not guessed at: the command says which code to run",
    run: async (world) => {
      const [name, id] = [`account-${world.fresh()}`, world.fresh()];
      await world.rig({ tables: tablesOf(today(name)) }).submit({ command: "Pay", payload: { id, cents: 7 } });
      const node = world.rig({ tables: tablesOf(old(name)) });
      const failing = node.submit({ command: "Begin", payload: { id } });
      await expect(failing).rejects.toMatchObject({
        code: "unsupported",
        message: expect.stringContaining("run the newer code here, too"),
      });
      expect(await node.submit({ command: "Begin", payload: { id: world.fresh() } })).toMatchObject({ version: 4 });
    },
  },
  {
    name: "an event that cannot be evolved fails the commands of its own stream and of no other",
    run: async (world) => {
      const [name, broken, whole] = [`account-${world.fresh()}`, world.fresh(), world.fresh()];
      await world.rig({ tables: tablesOf(old(name)) }).submit({ command: "Begin", payload: { id: broken } });
      const strict = aggregate(name, {
        initial: () => 0,
        events: { Paid: v.object({ euros: v.string() }) },
        commands: { Pay: v.object({ id: v.string() }) },
      })
        .route("id")
        .evolve({
          Paid: (sum, { euros }) => {
            if (euros === "3") throw new Error("three is not a number");
            return sum + 1;
          },
        })
        .decide({ Pay: (_, __, { emit }) => emit.Paid({ euros: "1" }) });
      const node = world.rig({ tables: tablesOf(strict) });
      const answers = await Promise.allSettled(
        [broken, whole].map((id) => node.submit({ command: "Pay", payload: { id } })),
      );
      expect(answers).toMatchObject([
        { reason: { code: "handler_failed", message: expect.stringContaining("three is not a number") } },
        { value: { version: 1 } },
      ]);
    },
  },
];
