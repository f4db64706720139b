import { expect, test } from "vitest";
import { memberNotes } from "../../../src/runtime/membership/member-notes.ts";

const addresses = new Map([["b", "http://b"]]);

function notesAt() {
  const clock = { at: 1_000, now: () => clock.at };
  const notes = memberNotes(clock);
  notes.keep(addresses);
  return { clock, notes };
}

test("a node that was not reached is left alone for a time that doubles up to its bound, and one tries then", () => {
  const { clock, notes } = notesAt();
  let pause = 250;
  expect(notes.unreached("b")).toBe(true);
  for (let nth = 0; nth < 10; nth++) {
    clock.at += pause - 1;
    expect(notes.isAside("b")).toBe(true);
    clock.at += 1;
    expect([notes.isAside("b"), notes.isAside("b")]).toEqual([false, true]);
    expect(notes.unreached("b")).toBe(false);
    pause = Math.min(pause * 2, 15_000);
  }
  expect(notes.answered("b")).toBe("reached again");
  expect([notes.isAside("b"), notes.answered("b")]).toEqual([false, undefined]);
});

test("many that failed at once count as one", () => {
  const { clock, notes } = notesAt();
  expect([1, 2, 3].map(() => notes.unreached("b"))).toEqual([true, false, false]);
  clock.at += 250;
  expect(notes.isAside("b")).toBe(false);
});

test("an address that led to others is tried again after a while, and is right after five right answers", () => {
  const { clock, notes } = notesAt();
  expect([notes.misregistered("b", "w"), notes.misregistered("b", "w")]).toEqual([true, false]);
  expect(notes.warnings()).toEqual([{ node: "b", message: "w" }]);
  expect([notes.isMisregistered("b"), notes.isAside("b")]).toEqual([true, false]);
  clock.at += 30_000;
  for (let nth = 0; nth < 4; nth++) {
    expect([notes.isMisregistered("b"), notes.isMisregistered("b")]).toEqual([false, true]);
    expect(notes.answered("b")).toBeUndefined();
  }
  expect(notes.misregistered("b", "w")).toBe(false);
  expect(notes.isMisregistered("b")).toBe(true);
  clock.at += 30_000;
  const tried = (): unknown => (notes.isMisregistered("b") ? "not tried" : notes.answered("b"));
  expect([1, 2, 3, 4, 5].map(tried)).toEqual([...Array(4).fill(undefined), "registered rightly"]);
  expect([notes.isMisregistered("b"), notes.warnings()]).toEqual([false, []]);
});

test("what is known of a node ends when it goes, or has another address", () => {
  const { notes } = notesAt();
  notes.misregistered("b", "w");
  notes.keep(addresses);
  expect(notes.warnings()).toHaveLength(1);
  notes.keep(new Map([["b", "http://other"]]));
  expect(notes.warnings()).toEqual([]);
  notes.unreached("b");
  notes.keep(new Map());
  expect(notes.isAside("b")).toBe(false);
});
