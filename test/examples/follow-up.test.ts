import { Readable } from "node:stream";
import { given, happened } from "myelin/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { followUp } from "../../examples/loans/follow-up.ts";
import { loans } from "../../examples/loans/loans.ts";
import { offer } from "../../examples/loans/offer.ts";
import { startOf } from "../../examples/loans/replay/days-of.ts";
import { logClock } from "../../examples/loans/replay/log-clock.ts";
import { untilQuiet } from "../../examples/loans/replay/quiet.ts";
import { readLog } from "../../examples/loans/replay/read-log.ts";
import { replayAtLogTime } from "../../examples/loans/replay/replay-at-log-time.ts";
import { workItem } from "../../examples/loans/work-item.ts";
import { openLoans } from "./open-loans.ts";

const act = { resource: "c-101", at: "2026-01-05T09:14:21.233+01:00" };
const { OfferSelected, OfferCreated, OfferSent, OfferAccepted, OfferCancelled } = offer.events;
const selected = OfferSelected({ applicationId: "c", ...act });
const sent = happened(offer, "c-1", selected, OfferCreated(act), OfferSent(act));
const call = {
  workItemId: "c-call-after-offer",
  applicationId: "c",
  kind: "call-after-offer",
  resource: "follow-up",
} as const;

// The kit's log begins with 2026, an event each second; these are three.
describe("the follow-up of an offer", () => {
  it("has nothing to do before it is sent", () => {
    given(followUp, loans, happened(offer, "c-1", selected))
      .thenState("preparing", { applicationId: "c" })
      .thenTimers({});
  });

  it("calls after three days, and cancels after thirty", () => {
    given(followUp, loans, sent)
      .thenTimers({ Call: "3 days", Cancel: "30 days" })
      .whenTimePasses("71 hours")
      .thenSends()
      .whenTimePasses("1 hour")
      .thenSends(workItem.commands.ScheduleWorkItem({ ...call, at: "2026-01-04T00:00:03.000Z" }))
      .whenTimePasses("27 days")
      .thenSends(offer.commands.CancelOffer({ offerId: "c-1", resource: "follow-up", at: "2026-01-31T00:00:03.000Z" }))
      .when(happened(offer, "c-1", OfferCancelled(act)))
      .thenCompletes("cancelled");
  });

  it("leaves a call to whoever has it on their list", () => {
    given(followUp, loans, sent)
      .whenTimePasses("3 days")
      .whenRejected("ScheduleWorkItem", workItem.rejections.WorkItemAlreadyWaiting())
      .thenTimers({ Cancel: "27 days" })
      .thenStatus("running");
  });

  it("ends with the answer, or when somebody cancels the offer", () => {
    given(followUp, loans, sent)
      .when(happened(offer, "c-1", OfferAccepted(act)))
      .thenTimers({})
      .thenCompletes("answered");
    given(followUp, loans, sent)
      .when(happened(offer, "c-1", OfferCancelled(act)))
      .thenCompletes("cancelled by hand");
  });

  it("that cancels too late is ended by the answer", () => {
    given(followUp, loans, sent)
      .whenTimePasses("30 days")
      .whenRejected("CancelOffer", offer.rejections.OfferNotOpen({ status: "accepted" }))
      .thenStatus("running")
      .when(happened(offer, "c-1", OfferAccepted(act)))
      .thenCompletes("answered");
  });
});

const header = "case_id,amount_requested,registered_at,activity,lifecycle,resource,timestamp";

/** An offer to one applicant, sent on January 5th, and what follows: a row each. */
function caseOf(id: string, rows: readonly (readonly [activity: string, at: string])[]): readonly string[] {
  const offered = ["A_SUBMITTED", "O_SELECTED", "O_CREATED", "O_SENT"].map(
    (name) => [name, "2026-01-05T10:00"] as const,
  );
  return [...offered, ...rows].map(([name, at]) => `${id},5000,,${name},COMPLETE,c-101,${at}:00.000+00:00`);
}

// Case by case, as such logs stand: the time of one goes back behind that of another.
const log = [
  header,
  ...caseOf("late", [["O_SENT_BACK", "2026-02-10T10:00"]]),
  ...caseOf("soon", [["O_SENT_BACK", "2026-01-06T10:00"]]),
  ...caseOf("called", [["O_SENT_BACK", "2026-01-20T10:00"]]),
].join("\n");

it("a log replayed at its own time is followed up between its rows, once", async () => {
  const rows = () => readLog(Readable.from([log]));
  const store = memoryStore();
  const clock = logClock(await startOf(rows()));
  const { http, engine, close } = await openLoans(store, { clock });
  const quiet = untilQuiet({ store, clock });
  const replay = () => replayAtLogTime({ rows: rows(), http, inFlight: 8, clock, quiet });
  const first = await replay();
  // Its offer was cancelled before it came back.
  expect(first).toMatchObject({ accepted: 14, deviations: 1, duplicates: 0 });
  expect(clock.now()).toBeGreaterThanOrEqual(Date.parse("2026-02-11"));

  const found = await engine.workflows.list({ workflow: "follow-up", limit: 9 });
  expect(Object.fromEntries(found.map(({ id, result }) => [id, result]))).toEqual({
    "called-1": "answered",
    "late-1": "cancelled",
    "soon-1": "answered",
  });
  const ofCase = async (id: string) => {
    const events = await engine
      .readStream({ type: "work-item", id: `${id}-call-after-offer` }, { after: 0, limit: 9 })
      .catch(() => []);
    return events.map(({ data }) => String((data as { at: string }).at).slice(0, 10)); // as its schema says
  };
  expect([await ofCase("soon"), await ofCase("called"), await ofCase("late")]).toEqual([
    [],
    ["2026-01-09"],
    ["2026-01-09"],
  ]);
  const [last] = (await engine.readStream({ type: "offer", id: "late-1" }, { after: 3, limit: 9 })).map(
    ({ type, data }) => [type, data],
  );
  expect(last).toEqual(["offer.OfferCancelled", { resource: "follow-up", at: expect.stringMatching(/^2026-02-05T/) }]);

  expect(await replay()).toEqual({ ...first, duplicates: 15 });
  await close();
});
