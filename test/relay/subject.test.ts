import fc from "fast-check";
import { expect, test } from "vitest";
import { eventSubject, subjectToken } from "../../adapters/nats/mod.ts";
import type { RelayMessage } from "../../src/runtime/mod.ts";

test("a subject's token has nothing that NATS refuses or reads as more than text, and comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
      const token = subjectToken(text);
      expect(token).toMatch(/^[A-Za-z0-9_%-]+$/);
      expect(decodeURIComponent(token)).toBe(text);
    }),
  );
  expect(subjectToken("a.b *>$")).toBe("a%2Eb%20%2A%3E%24");
  expect(subjectToken("")).toBe("%00");
});

test("an event's subject names application, aggregate and type, the engine's own events too", () => {
  const message = (aggregate: string, event: string): RelayMessage => ({
    id: "1",
    application: "bank",
    relay: "to-nats",
    aggregate,
    event,
    stream: { type: aggregate, id: "a" },
    key: "k",
    headers: {},
    payload: "{}",
    metadata: {},
  });
  expect(eventSubject(message("account", "AccountOpened"))).toBe("myelin.bank.account.AccountOpened");
  expect(eventSubject(message("myelin.sequence", "SequenceParked"))).toBe(
    "myelin.bank.myelin%2Esequence.SequenceParked",
  );
});
