import { describe, expect, test } from "vitest";
import { type ActionFunction, namedActions } from "../../src/compile/workflows/named-actions.ts";
import { compile } from "../../src/mod.ts";
import type { WorkflowVersionTable } from "../../src/model/workflow-table.ts";
import { transfers } from "../dsl/transfers.ts";

function versionOf(name: string): WorkflowVersionTable {
  const version = compile(transfers).workflows[name]?.versions["1"];
  if (version === undefined) throw new Error(`no workflow ${name}`);
  return version;
}

const moveMoney = versionOf("move-money");
const payroll = versionOf("payroll");

// Loose, so that cases can name what nobody declared.
type Make = (...given: readonly unknown[]) => unknown;
type Name =
  | "DepositMoney"
  | "WithdrawMoney"
  | "Shout"
  | "depositing"
  | "elsewhere"
  | "Overdue"
  | "Remind"
  | "all"
  | "approval"
  | "payments"
  | "Nothing";
type Makers = Readonly<Record<Name, Make>>;
type Tools = Readonly<Record<"send" | "become" | "schedule" | "cancel" | "wait" | "spawn" | "all" | "first", Makers>> &
  Readonly<Record<"complete" | "fail", Make>>;

// As bundlers leave it; the names of tools and of what they make are properties, which no bundler renames.
const shortened =
  "({from:a},{send:b,become:c,fail:d})=>a?[b.WithdrawMoney({},{undo:b.DepositMoney({})}),c.depositing({})]:d(1)";

const cases: readonly (readonly [what: string, reaction: ActionFunction, actions: readonly string[]])[] = [
  [
    "all branches, in the order of the text, each action once",
    (a: number, { send, become, complete }: Tools) =>
      a > 1 ? [send.DepositMoney({}), send.DepositMoney({}), become.depositing({})] : complete(),
    ["send DepositMoney", "become depositing", "complete"],
  ],
  [
    "tools that are not taken apart",
    (tools: Tools) => [tools.send.DepositMoney({}), tools.schedule.Overdue({ in: 1 }), tools.fail("so")],
    ["send DepositMoney", "schedule Overdue", "fail"],
  ],
  [
    "an undo as such",
    ({ send: s }: Tools) => s.WithdrawMoney({}, { undo: s.DepositMoney({}) }),
    ["send WithdrawMoney", "undo DepositMoney"],
  ],
  // The text is that of a function.
  [
    "what a minifier has renamed",
    new Function(`return ${shortened}`)() as ActionFunction,
    ["send WithdrawMoney", "undo DepositMoney", "become depositing", "fail"],
  ],
  [
    "no comments",
    ({ send }: Tools) => {
      // send.WithdrawMoney({}), fail("never")
      /* become.depositing({}) */
      return send.DepositMoney({ url: "https://bank.example//" });
    },
    ["send DepositMoney"],
  ],
  ["nothing of what it calls", (...given: never[]) => helper(...given), []],
  ["no names that nobody declared", ({ send, become }: Tools) => [send.Shout({}), become.elsewhere({})], []],
  [
    "no data that is called like an action",
    (data: Readonly<Record<string, unknown>>) => data.depositing ?? data.Overdue,
    [],
  ],
];

function helper(..._: never[]): undefined {}

describe("the actions that a reaction's text names", () => {
  test.each(cases)("are %s", (_, reaction, actions) => {
    expect(namedActions(reaction, moveMoney)).toEqual(actions);
  });

  test("are those of every tool", () => {
    const reaction = ({ cancel, wait, spawn, all, first, schedule }: Tools): unknown => [
      cancel.Remind(),
      cancel.all(),
      spawn.approval({}),
      all.payments([]),
      first.payments([]),
      schedule.Remind({ in: 1 }),
      wait.Nothing(),
    ];
    expect(namedActions(reaction, payroll)).toEqual([
      "cancel Remind",
      "cancel all",
      "spawn approval",
      "all payments",
      "first payments",
      "schedule Remind",
    ]);
  });
});
