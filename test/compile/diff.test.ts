import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { bank } from "../../examples/bank/transfers.ts";
import { canonicalJson, type Json, type JsonObject } from "../../src/base/json.ts";
import { aggregate, application, compile, diff, explainDiff, tablesToJson } from "../../src/mod.ts";

const kept = tablesToJson(compile(bank));

/** The kept tables with one place changed: by path, undefined takes it away. */
function changed(path: string, value: Json | undefined): JsonObject {
  const copy = JSON.parse(canonicalJson(kept));
  const keys = path.split("/");
  const last = keys.pop() ?? "";
  const place = keys.reduce((at, key) => at[key], copy);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

/** Codes and subjects of what breaks, and of what does not. */
function found(before: JsonObject, after: JsonObject) {
  const { changes } = diff(before, after);
  const told = (isBreaking: boolean) =>
    changes.filter(({ breaking }) => breaking === isBreaking).map(({ code, subject }) => `${code}:${subject}`);
  return { breaks: told(true), safe: told(false) };
}

const text = { vendor: "valibot", takes: { type: "string" } };

describe("diff", () => {
  it("finds nothing between tables that say the same", () => {
    expect(diff(kept, JSON.parse(canonicalJson(kept)))).toEqual({ changes: [], safe: true });
    expect(explainDiff(diff(kept, kept))).toBe("");
  });

  const breaks: readonly [string, string, Json | undefined, string][] = [
    [
      "an event that is gone",
      "aggregates/account/events/MoneyDeposited",
      undefined,
      "event_removed:account.MoneyDeposited",
    ],
    [
      "an event that takes less",
      "aggregates/account/events/AccountOpened/schema/takes/properties/owner/minLength",
      3,
      "event_narrowed:account.AccountOpened",
    ],
    [
      "a version taken back",
      "aggregates/account/events/AccountOpened/schemaVersion",
      0,
      "event_version_lowered:account.AccountOpened",
    ],
    ["a command that is gone", "commands/DepositMoney", undefined, "command_removed:DepositMoney"],
    [
      "a command that takes less",
      "commands/OpenAccount/schema/takes/additionalProperties",
      false,
      "command_narrowed:OpenAccount",
    ],
    ["a command of another aggregate", "commands/OpenAccount/aggregate", "transfer", "command_moved:OpenAccount"],
    ["another route", "commands/OpenAccount/route", "field owner", "command_route_changed:OpenAccount"],
    ["another sequence of a command", "commands/OpenAccount/sequence", "none", "command_sequence_changed:OpenAccount"],
    ["a wider scope of a sequence", "commands/OpenAccount/scope", "cluster", "command_sequence_changed:OpenAccount"],
    ["a projection that is gone", "projections/balances", undefined, "processor_removed:balances"],
    [
      "another sequence of a projection",
      "projections/balances/sequence",
      "row key (account by function)",
      "processor_sequence_changed:balances",
    ],
    ["another row key", "projections/balances/key", ["owner"], "projection_key_changed:balances"],
    ["another table", "projections/balances/table", "other", "projection_table_changed:balances"],
    ["another life", "projections/balances/life", "inline", "projection_life_changed:balances"],
    ["a query that is gone", "projections/balances/queries/balanceOf", undefined, "query_removed:balances.balanceOf"],
    [
      "a query that takes less",
      "projections/balances/queries/balanceOf/schema/takes/required",
      ["accountId", "at"],
      "query_narrowed:balances.balanceOf",
    ],
    [
      "a version of a workflow that is gone",
      "workflows/move-money/versions/1",
      undefined,
      "workflow_version_removed:move-money v1",
    ],
    ["a latest version taken back", "workflows/move-money/latest", 0, "workflow_latest_lowered:move-money"],
    [
      "a state that is gone",
      "workflows/move-money/versions/1/data/withdrawing",
      undefined,
      "workflow_state_removed:move-money v1 withdrawing",
    ],
    [
      "a state whose data takes less",
      "workflows/move-money/versions/1/data/withdrawing",
      text,
      "workflow_state_narrowed:move-money v1 withdrawing",
    ],
    [
      "a timer that is gone",
      "workflows/move-money/versions/1/timers/Overdue",
      undefined,
      "workflow_timer_removed:move-money v1 Overdue",
    ],
    [
      "a signal that takes less",
      "workflows/move-money/versions/1/signals/Stop",
      text,
      "workflow_signal_narrowed:move-money v1 Stop",
    ],
    [
      "a reaction that is gone",
      "workflows/move-money/versions/1/inState/depositing",
      {},
      "workflow_reaction_removed:move-money v1 depositing",
    ],
    [
      "another correlation",
      "workflows/move-money/by",
      ["account.MoneyDeposited"],
      "workflow_correlation_changed:move-money",
    ],
  ];

  it.each(breaks)("calls %s breaking, with its consequence and mend", (_, path, value, code) => {
    const result = diff(kept, changed(path, value));
    const one = result.changes.find((change) => `${change.code}:${change.subject}` === code);
    expect({ safe: result.safe, one }).toMatchObject({ safe: false, one: { breaking: true } });
    expect(one?.mend?.length).toBeGreaterThan(10);
    expect(result.changes.filter(({ breaking }) => breaking)).toHaveLength(1);
  });

  const harmless: readonly [string, string, Json, string][] = [
    [
      "a version raised",
      "aggregates/account/events/AccountOpened/schemaVersion",
      2,
      "event_version_raised:account.AccountOpened",
    ],
    ["a snapshot", "aggregates/account/snapshot", { fingerprint: "x" }, "snapshot_changed:account"],
    ["an interceptor", "commands/OpenAccount/handle", ["measure"], "command_changed:OpenAccount"],
    ["letters kept otherwise", "projections/balances/onFailure", "halt", "processor_changed:balances"],
    ["another name", "application", "banks", "application_renamed:banks"],
    [
      "other words of a rejection",
      "aggregates/account/rejections/NotOpen/sentence",
      "No",
      "rejection_changed:account.NotOpen",
    ],
    ["another life that is not inline", "projections/balances/life", "live", "projection_life_changed:balances"],
    [
      "actions of a running version",
      "workflows/move-money/versions/1/onExisting",
      "deadLetter",
      "workflow_version_changed:move-money v1",
    ],
  ];

  it.each(harmless)("calls %s safe", (_, path, value, code) => {
    expect(found(kept, changed(path, value))).toEqual({ breaks: [], safe: [code] });
  });

  it("says what is new and what is gone, whichever way it is asked", () => {
    const without = changed("commands/DepositMoney", undefined);
    expect(found(without, kept)).toEqual({ breaks: [], safe: ["command_added:DepositMoney"] });
    const noWorkflow = changed("workflows/move-money", undefined);
    expect(found(noWorkflow, kept)).toEqual({ breaks: [], safe: ["processor_added:move-money"] });
    expect(found(kept, noWorkflow)).toEqual({ breaks: ["processor_removed:move-money"], safe: [] });
    const noAggregate = changed("aggregates/transfer", undefined);
    expect(found(noAggregate, kept).safe).toEqual(["aggregate_added:transfer"]);
    expect(found(kept, noAggregate).breaks).toEqual(["aggregate_removed:transfer"]);
  });

  it("tells that a processor seems to be renamed, and how its letters are moved", () => {
    const renamed = JSON.parse(canonicalJson(kept));
    renamed.projections.accounts = renamed.projections.balances;
    delete renamed.projections.balances;
    const [one, ...others] = diff(kept, renamed).changes;
    expect(others).toEqual([]);
    expect(one).toMatchObject({ code: "processor_renamed", subject: "balances", breaking: true });
    expect(one?.mend).toContain("myelin dead-letters move balances accounts");
  });

  it("tells a processor of another kind under a name that was there", () => {
    const other = JSON.parse(canonicalJson(kept));
    other.reactors.balances = other.projections.balances;
    delete other.projections.balances;
    expect(found(kept, other)).toEqual({ breaks: ["processor_kind_changed:balances"], safe: [] });
  });

  it("tells events that a processor handles or does not handle any more", () => {
    const fewer = changed("projections/balances/eventTypes", ["account.AccountOpened"]);
    expect(found(kept, fewer).safe).toContain("handler_removed:balances");
    expect(found(fewer, kept).safe).toContain("handler_added:balances");
  });

  it("takes an event that upcasters read for retired, and misses upcasters that are gone", () => {
    const counter = aggregate("counter", {
      initial: () => 0,
      events: { Counted: v.object({ by: v.number() }) },
      commands: { Count: v.object({ counterId: v.string(), by: v.number() }) },
      rejections: { TooMuch: "No" },
    })
      .route("counterId")
      .evolve({ Counted: (count, { by }) => count + by })
      .decide({ Count: (_, { by }, { emit }) => emit.Counted({ by }) });
    const now = tablesToJson(compile(application("counting", [counter])));
    const before = JSON.parse(canonicalJson(now));
    before.aggregates.counter.events.Added = { type: "counter.Added", schemaVersion: 1, schema: text };
    const upcasting = JSON.parse(canonicalJson(now));
    upcasting.aggregates.counter.upcast = { "counter.Added": ["upcast counter.Added v1"] };
    expect(found(before, upcasting)).toEqual({ breaks: [], safe: ["event_retired:counter.Added"] });
    expect(found(upcasting, now)).toEqual({ breaks: ["upcaster_removed:counter.Added"], safe: [] });
  });

  it("reads as text, what breaks first", () => {
    const both = changed("commands/OpenAccount/route", "field owner");
    const after = { ...both, application: "banks" };
    expect(explainDiff(diff(kept, after))).toMatchInlineSnapshot(`
      "BREAKS  Command "OpenAccount" is routed by field owner, and was by field accountId
              one and the same payload can go to another stream than before
              mend: make sure that both give the same stream ids, then accept it; else give the command another name
              command_route_changed:OpenAccount

      safe    The application is called "banks", and was "bank"
              nothing that is stored is found by this name but the list of deployments
              application_renamed:banks
      "
    `);
  });

  it("refuses JSON that is no application's tables", () => {
    expect(() => diff({}, kept)).toThrow("Cannot compare tables: this JSON is no application's tables");
    expect(() => diff(kept, [] as unknown as JsonObject)).toThrow("no application's tables"); // programs without types
  });
});
