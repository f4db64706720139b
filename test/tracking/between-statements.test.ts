import { afterEach, beforeEach, expect, it } from "vitest";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { type LogEyes, logEyes } from "../../adapters/postgres/tracking/look.ts";
import { type LogTracker, trackLog } from "../../adapters/postgres/tracking/track-log.ts";
import { type Connection, openConnection } from "../../adapters/postgres-js/connection.ts";
import { freshDatabase } from "../support/database.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

type Question = keyof LogEyes;

let url: string;
let connection: Connection;
let tracker: LogTracker;
let asked: Question[];
/** What happens elsewhere right after the nth question. */
let afterQuestion: Map<number, () => Promise<void>>;
const writers: RawWriter[] = [];

beforeEach(async () => {
  url = await freshDatabase();
  connection = await openConnection({ url, mode: "direct", applicationName: "tracker", connectTimeout: 10_000 });
  asked = [];
  afterQuestion = new Map();
  tracker = trackLog(observed(logEyes(connection, schemaName("myelin"))));
});
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.end()));
  await connection.close();
});

function observed(eyes: LogEyes): LogEyes {
  const then = async <T>(question: Question, answer: T): Promise<T> => {
    asked.push(question);
    await afterQuestion.get(asked.length)?.();
    return answer;
  };
  return {
    last: async () => then("last", await eyes.last()),
    look: async (settled) => then("look", await eyes.look(settled)),
    holders: async () => then("holders", await eyes.holders()),
  };
}

async function open(): Promise<RawWriter> {
  const writer = rawWriter(url);
  writers.push(writer);
  await writer.begin();
  return writer;
}

async function inserted(ended?: "commit" | "rollback"): Promise<RawWriter> {
  const writer = await open();
  await writer.insert();
  if (ended !== undefined) await writer[ended]();
  return writer;
}

it("a question about holders settles nothing above what was seen before it", async () => {
  expect(await tracker.advance()).toBe(0n);
  await inserted("rollback");
  await inserted("commit");
  expect(await tracker.advance()).toBe(0n);
  expect(asked).toEqual(["last", "look"]);
  let slow: RawWriter | undefined;
  // The answer was: nobody. Then one begins, and one behind it is done already.
  afterQuestion.set(4, async () => {
    slow = await inserted();
    await inserted("commit");
  });
  expect(await tracker.advance()).toBe(2n);
  expect(asked).toEqual(["last", "look", "look", "holders", "look"]);
  await slow?.commit();
  expect(await tracker.advance()).toBe(4n);
});

it("who begins between the look and the question is waited for, though it cannot matter", async () => {
  expect(await tracker.advance()).toBe(0n);
  await inserted("rollback");
  await inserted("commit");
  await tracker.advance();
  let slow: RawWriter | undefined;
  afterQuestion.set(3, async () => {
    slow = await inserted();
    await inserted("commit");
  });
  expect(await tracker.advance()).toBe(0n);
  expect(await tracker.advance()).toBe(0n);
  await slow?.rollback();
  expect(await tracker.advance()).toBe(4n);
});

it("what was drawn before a question is settled with who held the lock then, though it was not to be seen yet and another goes on", async () => {
  expect(await tracker.advance()).toBe(0n);
  const slow = await inserted();
  const unseen = await inserted();
  await inserted("commit");
  await tracker.advance();
  expect(await tracker.advance()).toBe(0n);
  const later = await inserted();
  await inserted("commit");
  await unseen.commit();
  await slow.rollback();
  expect(await tracker.advance()).toBe(3n);
  await later.rollback();
  expect(await tracker.advance()).toBe(5n);
});

it("a row that is committed between the question and the answer is not skipped", async () => {
  expect(await tracker.advance()).toBe(0n);
  const slow = await inserted();
  await inserted("commit");
  await tracker.advance();
  afterQuestion.set(3, () => slow.commit());
  expect(await tracker.advance()).toBe(2n);
});

it("whoever begins to follow looks at the end first, and asks before it trusts it", async () => {
  await inserted("commit");
  const slow = await inserted();
  await inserted("commit");
  afterQuestion.set(1, async () => {
    await slow.commit();
    await inserted("commit");
  });
  expect(await tracker.advance()).toBe(3n);
  expect(asked).toEqual(["last", "holders"]);
  expect(await tracker.advance()).toBe(4n);
});

it("whoever begins to follow beside an open append waits for it", async () => {
  const slow = await inserted();
  await inserted("commit");
  expect(await tracker.advance()).toBe(0n);
  const later = await inserted();
  await slow.commit();
  expect(await tracker.advance()).toBe(2n);
  await later.commit();
  expect(await tracker.advance()).toBe(3n);
});

it("a log without gaps is followed by one question a look", async () => {
  for (let n = 0; n < 4; n++) {
    await inserted("commit");
    await tracker.advance();
  }
  expect(asked).toEqual(["last", "holders", "look", "look", "look"]);
});
