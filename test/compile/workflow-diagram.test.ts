import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { application, compile, workflow, workflowDiagram } from "../../src/mod.ts";
import { account } from "../dsl/bank.ts";
import { transfers } from "../dsl/transfers.ts";

describe("workflowDiagram", () => {
  const tables = compile(transfers);

  test("draws states, what leads from one to the other, and what is done on the way", () => {
    expect(workflowDiagram(tables, "approval")).toBe(`stateDiagram-v2
  [*] --> asked: by name / wait Answer
  asked --> [*]: signal Answer (complete)
  asked --> [*]: no signal Answer (fail)
`);
  });

  test("draws the latest version, or the one that is asked for", () => {
    expect(workflowDiagram(tables, "move-money")).toBe(workflowDiagram(tables, "move-money", { version: 2 }));
    expect(workflowDiagram(tables, "move-money")).toMatchSnapshot("v2");
    expect(workflowDiagram(tables, "move-money", { version: 1 })).toMatchSnapshot("v1");
  });

  test("puts what holds in all states around them, and reactions that lead nowhere into theirs", () => {
    expect(workflowDiagram(tables, "payroll")).toMatchSnapshot();
  });

  test("keeps apart from the words of Mermaid, and says where a function leads it cannot see", () => {
    const next = (): undefined => undefined;
    const node = workflow("plain", { states: { end: v.object({}), idle: v.object({}) } })
      .start(account, { AccountOpened: next })
      .in("end", (here) => here.on(account, { MoneyDeposited: (_, __, { become }) => become.idle() }))
      .in("idle", (here) => here.on(account, { MoneyDeposited: next }));
    expect(workflowDiagram(compile(application("bank", [account, node])), "plain")).toBe(`stateDiagram-v2
  state "end" as end_
  %% on account.AccountOpened / by function
  end_ --> idle: on account.MoneyDeposited
  idle: on account.MoneyDeposited / by function
`);
  });

  test("names what is near to a workflow that is not there, and the versions that are", () => {
    expect(() => workflowDiagram(tables, "move-mony")).toThrow(
      'Cannot draw workflow "move-mony": it is not in these tables; name one of move-money',
    );
    expect(() => workflowDiagram(tables, "x")).toThrow("look for its name in explain(tables)");
    expect(() => workflowDiagram(tables, "move-money", { version: 9 })).toThrow(
      'Cannot draw version 9 of workflow "move-money": it is not in these tables; name one of 1, 2',
    );
  });
});
