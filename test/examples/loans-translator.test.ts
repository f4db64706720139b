import { describe, expect, it } from "vitest";
import { type LogRow, rowKey } from "../../examples/loans/replay/log-row.ts";
import { translator } from "../../examples/loans/replay/translator.ts";

const at = "2026-01-05T09:14:21.233+01:00";

/** Rows of one application each, `7 O_SENT` being an offer's of application 7. */
function commandsOf(...lines: readonly string[]) {
  const toCommand = translator();
  return lines.map((line, index) => {
    const [caseId = "", activity = "", lifecycle = "COMPLETE"] = line.split("|");
    const row: LogRow = {
      number: index + 1,
      caseId,
      amount: 5000,
      activity,
      lifecycle,
      resource: "112",
      at,
      key: rowKey(index + 1, [line]),
    };
    return toCommand(row);
  });
}

const payloads = (...lines: readonly string[]) => commandsOf(...lines).map(({ payload }) => payload);

describe("the translator", () => {
  it("makes the command that submits an application", () => {
    expect(commandsOf("7|A_SUBMITTED")).toEqual([
      { kind: "command", name: "SubmitApplication", payload: { applicationId: "7", amount: 5000, submittedAt: at } },
    ]);
  });

  it("knows every activity of the log", () => {
    const applications =
      "PARTLYSUBMITTED PREACCEPTED ACCEPTED FINALIZED APPROVED REGISTERED ACTIVATED DECLINED CANCELLED";
    const offers = "SELECTED CREATED SENT SENT_BACK ACCEPTED DECLINED CANCELLED";
    const lines = [
      ...applications.split(" ").map((name) => `7|A_${name}`),
      ...offers.split(" ").map((name) => `7|O_${name}`),
    ];
    expect(new Set(commandsOf(...lines).map(({ name }) => name)).size).toBe(16);
  });

  it("gives a kind of work in an application one stream", () => {
    const work = "7|W_Valideren aanvraag";
    expect(commandsOf(`${work}|SCHEDULE`, `${work}|START`, `${work}|COMPLETE`)).toMatchObject([
      {
        name: "ScheduleWorkItem",
        payload: { workItemId: "7-validate-application", applicationId: "7", kind: "validate-application" },
      },
      { name: "StartWorkItem", payload: { workItemId: "7-validate-application" } },
      { name: "CompleteWorkItem", payload: { workItemId: "7-validate-application" } },
    ]);
  });

  it("counts the offers of each application", () => {
    const made = payloads(
      "7|O_SELECTED",
      "8|O_SELECTED",
      "7|O_CREATED",
      "7|O_SENT",
      "7|O_CANCELLED",
      "7|O_SELECTED",
      "8|O_CREATED",
    );
    expect(made.map((payload) => (payload as { offerId: string }).offerId)).toEqual([
      "7-1",
      "8-1",
      "7-1",
      "7-1",
      "7-1",
      "7-2",
      "8-1",
    ]);
  });

  it("cancels the offer that is replaced and creates the one that replaces it", () => {
    const made = payloads(
      "7|O_SELECTED",
      "7|O_CREATED",
      "7|O_SENT",
      "7|O_SELECTED",
      "7|O_CANCELLED",
      "7|O_CREATED",
      "7|O_SENT",
      "7|O_ACCEPTED",
    );
    expect(made.slice(3).map((payload) => (payload as { offerId: string }).offerId)).toEqual([
      "7-2",
      "7-1",
      "7-2",
      "7-2",
      "7-2",
    ]);
  });

  it("leaves a row about no open offer to the rules", () => {
    expect(payloads("7|O_SELECTED", "7|O_CANCELLED", "7|O_ACCEPTED", "8|O_SENT")).toMatchObject([
      { offerId: "7-1" },
      { offerId: "7-1" },
      { offerId: "7-1" },
      { offerId: "8-0" },
    ]);
  });

  it.each(["7|A_FORGOTTEN", "7|O_FORGOTTEN", "7|W_Koffie zetten|START", "7|W_Valideren aanvraag|SUSPEND"])(
    "refuses %s",
    (line) => {
      expect(() => commandsOf(line)).toThrow(/^Cannot translate row 1: nothing is known of "/);
    },
  );
});
