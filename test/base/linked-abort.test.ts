import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { linkedAbort } from "../../src/base/linked-abort.ts";

const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

test("a linked signal aborts with the first of its sources, for its reason", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const { signal } = linkedAbort(one.signal, other.signal);
  expect(signal.aborted).toBe(false);
  other.abort("enough");
  expect([signal.aborted, signal.reason]).toEqual([true, "enough"]);
  one.abort("later");
  expect(signal.reason).toBe("enough");
});

test("one listener stands for all that follow a source", () => {
  const source = new AbortController();
  const all = Array.from({ length: 100 }, () => linkedAbort(source.signal));
  expect(listeners(source.signal)).toBe(1);
  for (const one of all.slice(50)) one.leave();
  source.abort();
  expect(all.map(({ signal }) => signal.aborted)).toEqual([...Array(50).fill(true), ...Array(50).fill(false)]);
});

test("it is aborted at once where a source is", () => {
  const { signal } = linkedAbort(new AbortController().signal, AbortSignal.abort("before"));
  expect([signal.aborted, signal.reason]).toEqual([true, "before"]);
});

test("aborted by itself, or left, it does not follow any more", () => {
  const source = new AbortController();
  const [aborted, left] = [linkedAbort(source.signal), linkedAbort(source.signal)];
  aborted.abort();
  left.leave();
  source.abort("later");
  expect([aborted.signal.reason.name, left.signal.aborted]).toEqual(["AbortError", false]);
});
