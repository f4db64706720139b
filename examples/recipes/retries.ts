import { aggregate, application, deadLetter, exponential, interval, noRetry, reactor } from "myelin";
import * as v from "valibot";

// #region commands
const Ticket = v.object({ showId: v.string(), seat: v.number() });

export const show = aggregate("show", {
  initial: (): readonly number[] => [],
  events: { SeatTaken: v.object({ seat: v.number() }) },
  commands: { TakeSeat: Ticket, HoldSeat: Ticket },
  rejections: { Taken: "Somebody has the seat" },
})
  .route("showId")
  .evolve({ SeatTaken: (taken, { seat }) => [...taken, seat] })
  .decide({
    TakeSeat: (taken, { seat }, { emit, reject }) => (taken.includes(seat) ? reject.Taken() : emit.SeatTaken({ seat })),
    HoldSeat: (taken, { seat }, { emit, reject }) => (taken.includes(seat) ? reject.Taken() : emit.SeatTaken({ seat })),
  })
  .retry(exponential({ maxAttempts: 8, firstMs: 2, maxMs: 200, deadlineMs: 2_000 }), {
    HoldSeat: noRetry(), // whoever holds a seat wants to know at once
  });
// #endregion

// #region processors
export const sent: string[] = [];
let isAway = true;

export const confirmations = reactor("confirmations", {
  sends: [],
  onFailure: deadLetter({
    retries: 2, // at once, 100 ms and 200 ms later
    backoffMs: 100,
    retryEvery: "10 minutes", // then from the dead-letter table, for ever
  }),
}).on(show, {
  SeatTaken: async ({ seat }, { stream }) => {
    if (isAway) throw new Error("The mail server is away");
    sent.push(`${stream.id} ${seat}`);
  },
});
// #endregion

export function mailServerReturns(): void {
  isAway = false;
}

export const theatre = application("theatre", [show, confirmations]);

// #region policies
export const patient = interval({ everyMs: 50, maxAttempts: 20 });
// #endregion

// #region caller
/** What passes by itself: the same command with the same key is safe to send again. */
const passing = new Set([429, 502, 503, 504]);

export async function sendPatiently(
  url: string,
  { payload, key }: { readonly payload: object; readonly key: string },
): Promise<Response> {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  const request = { method: "POST", headers, body: JSON.stringify(payload) };
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(url, request).catch(() => undefined); // no answer: nobody knows whether it arrived
    if (answer !== undefined && !passing.has(answer.status)) return answer;
    const afterSeconds = Number(answer?.headers.get("retry-after") ?? 0);
    const backOffMs = Math.min(5_000, 100 * 2 ** attempt) * Math.random();
    await new Promise((resolve) => setTimeout(resolve, Math.max(backOffMs, afterSeconds * 1_000)));
  }
}
// #endregion
