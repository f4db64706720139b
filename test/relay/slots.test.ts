import { expect, test } from "vitest";
import { slots } from "../../adapters/nats/slots.ts";

test("slots are given in order of arrival, never more than there are", async () => {
  const { take, giveBack } = slots(2);
  const taken: number[] = [];
  const waiting = [1, 2, 3, 4].map(async (nth) => {
    await take();
    taken.push(nth);
  });
  await Promise.all(waiting.slice(0, 2));
  expect(taken).toEqual([1, 2]);
  giveBack();
  await waiting[2];
  expect(taken).toEqual([1, 2, 3]);
  giveBack();
  giveBack();
  await waiting[3];
  await take();
  expect(taken).toEqual([1, 2, 3, 4]);
});
