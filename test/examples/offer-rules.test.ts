import { describe, expect, it } from "vitest";
import { offer } from "../../examples/loans/offer.ts";

const { commands, events, rejections } = offer;
const act = { resource: "c-101", at: "2026-01-05T09:14:21.233+01:00" };
const on = { offerId: "a-1-1", ...act };
const selected = events.OfferSelected({ applicationId: "a-1", ...act });
const sent = [selected, events.OfferCreated(act), events.OfferSent(act)];
const sentBack = [...sent, events.OfferSentBack(act)];

describe("an offer", () => {
  it("is selected, created and sent, in this order", () => {
    const select = commands.SelectOffer({ applicationId: "a-1", ...on });
    const none = offer.initial();
    expect(offer.decide(none, select)).toEqual(selected);
    expect(offer.decide(none, commands.CreateOffer(on))).toEqual(rejections.OfferNotSelected({ status: "none" }));
    const chosen = offer.fold([selected]);
    expect(offer.decide(chosen, select)).toEqual(rejections.OfferAlreadySelected());
    expect(offer.decide(chosen, commands.SendOffer(on))).toEqual(rejections.OfferNotCreated({ status: "selected" }));
    expect(offer.decide(chosen, commands.CreateOffer(on))).toEqual(events.OfferCreated(act));
  });

  it("is not accepted, declined or sent back before it was sent", () => {
    const created = offer.fold(sent.slice(0, -1));
    const refused = rejections.OfferNotWithCustomer({ status: "created" });
    expect(offer.decide(created, commands.AcceptOffer(on))).toEqual(refused);
    expect(offer.decide(created, commands.DeclineOffer(on))).toEqual(refused);
    expect(offer.decide(created, commands.SendBackOffer(on))).toEqual(refused);
  });

  it.each([
    ["sent", sent],
    ["sent back", sentBack],
  ])("is accepted or declined when it was %s", (_, history) => {
    const state = offer.fold(history);
    expect(offer.decide(state, commands.AcceptOffer(on))).toEqual(events.OfferAccepted(act));
    expect(offer.decide(state, commands.DeclineOffer(on))).toEqual(events.OfferDeclined(act));
  });

  it("is sent back once", () => {
    expect(offer.decide(offer.fold(sent), commands.SendBackOffer(on))).toEqual(events.OfferSentBack(act));
    expect(offer.decide(offer.fold(sentBack), commands.SendBackOffer(on))).toEqual(
      rejections.OfferNotWithCustomer({ status: "sentBack" }),
    );
  });

  it.each([
    ["accepted", events.OfferAccepted(act)],
    ["declined", events.OfferDeclined(act)],
    ["cancelled", events.OfferCancelled(act)],
  ])("is over once it was %s", (status, end) => {
    const over = offer.fold([...sentBack, end]);
    expect(offer.decide(over, commands.CancelOffer(on))).toEqual(rejections.OfferNotOpen({ status }));
    expect(offer.decide(over, commands.AcceptOffer(on))).toEqual(rejections.OfferNotWithCustomer({ status }));
    expect(offer.decide(over, commands.DeclineOffer(on))).toEqual(rejections.OfferNotWithCustomer({ status }));
  });

  it("is cancelled at any time before", () => {
    for (let length = 1; length <= sentBack.length; length += 1)
      expect(offer.decide(offer.fold(sentBack.slice(0, length)), commands.CancelOffer(on))).toEqual(
        events.OfferCancelled(act),
      );
    expect(offer.decide(offer.initial(), commands.CancelOffer(on))).toEqual(
      rejections.OfferNotOpen({ status: "none" }),
    );
  });
});
