import { expect, test } from "vitest";
import { batchSize } from "../../../src/runtime/processors/batch-size.ts";

test("a batch size grows while batches are full and quick, up to the most", () => {
  const size = batchSize({ least: 10, most: 40 });
  const sizes = [10, 20, 40, 40].map((events) => {
    size.done(events, 100);
    return size.current();
  });
  expect(sizes).toEqual([20, 40, 40, 40]);
});

test("a batch size stays while a batch is not full or not quick, and shrinks when one takes long", () => {
  const size = batchSize({ least: 10, most: 40 });
  size.done(10, 300);
  expect(size.current()).toBe(10);
  size.done(10, 1);
  size.done(15, 1);
  expect(size.current()).toBe(20);
  size.done(20, 501);
  size.done(10, 501);
  expect(size.current()).toBe(10);
});

test("a batch size falls to the least when a segment has caught up, or fails", () => {
  const size = batchSize({ least: 10, most: 40 });
  size.done(10, 1);
  size.done(3, 1);
  expect(size.current()).toBe(10);
  size.done(10, 1);
  size.failed();
  expect(size.current()).toBe(10);
});
