import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { application } from "../../examples/loans/application.ts";

const { commands, events, rejections } = application;
const act = { resource: "c-101", at: "2026-01-05T09:14:21.233+01:00" };
const on = { applicationId: "a-1", ...act };

const submitted = [events.ApplicationSubmitted({ amount: 5_000, submittedAt: act.at })];
const finalized = [
  ...submitted,
  events.ApplicationPartlySubmitted(act),
  events.ApplicationPreaccepted(act),
  events.ApplicationAccepted(act),
  events.ApplicationFinalized(act),
];

function having(history: Parameters<typeof application.fold>[0]) {
  const state = application.fold(history);
  return { decide: (command: Parameters<typeof application.decide>[1]) => application.decide(state, command) };
}

describe("a loan application", () => {
  it("is submitted once", () => {
    const command = commands.SubmitApplication({ applicationId: "a-1", amount: 5_000, submittedAt: act.at });
    expect(having([]).decide(command)).toEqual(submitted[0]);
    expect(having(submitted).decide(command)).toEqual(rejections.AlreadySubmitted());
  });

  it("takes one step after another", () => {
    const steps = [
      [commands.PartlySubmitApplication(on), events.ApplicationPartlySubmitted(act)],
      [commands.PreacceptApplication(on), events.ApplicationPreaccepted(act)],
      [commands.AcceptApplication(on), events.ApplicationAccepted(act)],
      [commands.FinalizeApplication(on), events.ApplicationFinalized(act)],
    ] as const;
    const allowed = finalized.map((_, done) =>
      steps.filter(([command, event]) =>
        isDeepStrictEqual(having(finalized.slice(0, done + 1)).decide(command), event),
      ),
    );
    expect(allowed.map((open) => open.map(([, event]) => event.name))).toEqual([
      ["ApplicationPartlySubmitted"],
      ["ApplicationPreaccepted"],
      ["ApplicationAccepted"],
      ["ApplicationFinalized"],
      [],
    ]);
  });

  it("is approved, registered and activated once each, in any order", () => {
    const done = [...finalized, events.ApplicationActivated(act)];
    expect(having(done).decide(commands.ApproveApplication(on))).toEqual(events.ApplicationApproved(act));
    expect(having(done).decide(commands.RegisterApplication(on))).toEqual(events.ApplicationRegistered(act));
    expect(having(done).decide(commands.ActivateApplication(on))).toEqual(
      rejections.ApplicationDecided({ status: "granted" }),
    );
  });

  it("is not approved before it is finalized", () => {
    expect(having(finalized.slice(0, -1)).decide(commands.ApproveApplication(on))).toEqual(
      rejections.ApplicationNotReady({ status: "accepted" }),
    );
  });

  it.each(["declined", "cancelled"] as const)("goes nowhere once it is %s", (status) => {
    const end = status === "declined" ? events.ApplicationDeclined(act) : events.ApplicationCancelled(act);
    const refused = rejections.ApplicationDecided({ status });
    for (const history of [submitted, finalized]) {
      const ended = having([...history, end]);
      expect(ended.decide(commands.ApproveApplication(on))).toEqual(refused);
      expect(ended.decide(commands.FinalizeApplication(on))).toEqual(refused);
      expect(ended.decide(commands.DeclineApplication(on))).toEqual(refused);
      expect(ended.decide(commands.CancelApplication(on))).toEqual(refused);
    }
  });

  it("is declined or cancelled at any time before it is granted", () => {
    for (let length = 1; length <= finalized.length; length += 1) {
      const open = having(finalized.slice(0, length));
      expect(open.decide(commands.DeclineApplication(on))).toEqual(events.ApplicationDeclined(act));
      expect(open.decide(commands.CancelApplication(on))).toEqual(events.ApplicationCancelled(act));
    }
    const granted = having([...finalized, events.ApplicationRegistered(act)]);
    expect(granted.decide(commands.DeclineApplication(on))).toEqual(
      rejections.ApplicationDecided({ status: "granted" }),
    );
    expect(having([]).decide(commands.CancelApplication(on))).toEqual(
      rejections.ApplicationNotReady({ status: "none" }),
    );
  });
});
