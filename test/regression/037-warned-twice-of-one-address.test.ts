import { expect, test } from "vitest";
import { memberNotes } from "../../src/runtime/membership/member-notes.ts";

/**
 * A burst of commands is sent to a virtual IP. A wrong node refuses at once, the right one answers when it has handled its share: those answers came
 * one after another, counted as five right ones, and the address was warned of once more.
 */
test("answers to what was sent before an address was found wrong do not make it right", () => {
  const notes = memberNotes({ now: () => 1_000 });
  expect(notes.isMisregistered("b")).toBe(false);
  expect(notes.misregistered("b", "w")).toBe(true);
  for (let late = 0; late < 20; late++) expect(notes.answered("b")).toBeUndefined();
  expect(notes.misregistered("b", "w")).toBe(false);
  expect(notes.warnings()).toEqual([{ node: "b", message: "w" }]);
});
