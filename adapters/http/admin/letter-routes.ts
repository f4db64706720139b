import type { Context, Handler, Hono } from "hono";
import * as v from "valibot";
import type { LetterAdmin, SequenceRef } from "../../../src/runtime/mod.ts";
import { adminGuard } from "../admin-guard.ts";
import { jsonResponse } from "../answers.ts";
import { storableText } from "../storable-text.ts";
import { invalidParameter, wholeNumber } from "../whole-number.ts";
import { adminBody, knownName } from "./admin-request.ts";
import { moving, nothing } from "./operation-bodies.ts";
import type { AdminShown } from "./processor-routes.ts";

const pageSize = { name: "limit", from: 1, to: 1000, otherwise: 100 };
/** Indexes are 32-bit integers in a database. */
const maxIndex = 2_147_483_647;

/** `/admin/dead-letters`: what waits there and why, and what operators can do about it. Causes and stacks are told here and nowhere else. */
export function addLetterRoutes(app: Hono, { engine, settings }: AdminShown): void {
  const { letters } = engine;
  const guard = adminGuard(settings);
  app.get("/admin/dead-letters", guard, listRoute(letters));
  app.post("/admin/dead-letters/move", guard, async (context) => {
    const send = '{ "from": "the old name", "to": "the new name" }';
    const names = await adminBody(context, { settings, schema: moving, send });
    return jsonResponse(context, { value: { moved: await letters.move(names) } });
  });
  app.post("/admin/dead-letters/:processor/retry", guard, async (context) => {
    await adminBody(context, { settings, schema: nothing, send: "no body" });
    const processor = knownName(context.req.param("processor"), "unknown_processor");
    return jsonResponse(context, { value: await letters.retry({ processor }) });
  });
  // Behind the routes above, whose last part is a word and no key; a sequence called "retry" is reached all the same.
  app.get("/admin/dead-letters/:processor/:sequence", guard, showRoute(letters));
  app.delete("/admin/dead-letters/:processor/:sequence", guard, evictRoute(letters));
  app.post("/admin/dead-letters/:processor/:sequence/retry", guard, async (context) => {
    await adminBody(context, { settings, schema: nothing, send: "no body" });
    return jsonResponse(context, { value: await letters.retry(sequenceOf(context)) });
  });
}

/** `next` is the `after` of the following page, or null. */
function listRoute(letters: LetterAdmin): Handler {
  return async (context) => {
    const processor = context.req.query("processor");
    const after = afterSequence(context);
    const limit = wholeNumber(context, pageSize);
    const found = await letters.sequences({
      limit: limit + 1,
      ...(processor === undefined ? {} : { processor: knownName(processor, "unknown_processor") }),
      ...(after === undefined ? {} : { after }),
    });
    const sequences = found.slice(0, limit);
    const last = found.length > limit ? sequences.at(-1) : undefined;
    const next = last === undefined ? null : JSON.stringify([last.processor, last.sequence]);
    return jsonResponse(context, { value: { sequences, next } });
  };
}

const Cursor = v.pipe(v.string(), v.parseJson(), v.strictTuple([v.string(), v.string()]));

function afterSequence({ req }: Context): SequenceRef | undefined {
  const text = req.query("after");
  if (text === undefined) return undefined;
  const parsed = v.safeParse(Cursor, text);
  if (!parsed.success || !parsed.output.every(storableText))
    throw invalidParameter("after", "it is not what `next` of the page before said");
  const [processor, sequence] = parsed.output;
  return { processor, sequence };
}

type SequencePath = "/admin/dead-letters/:processor/:sequence";

function showRoute(admin: LetterAdmin): Handler<object, SequencePath> {
  return async (context) => {
    const sequence = sequenceOf(context);
    const after = wholeNumber(context, { name: "after", from: 0, to: maxIndex, otherwise: undefined });
    const limit = wholeNumber(context, pageSize);
    const found = await admin.letters({ ...sequence, limit: limit + 1, ...(after === undefined ? {} : { after }) });
    const letters = found.slice(0, limit);
    const next = found.length > limit ? (letters.at(-1)?.index ?? null) : null;
    return jsonResponse(context, { value: { ...sequence, letters, next } });
  };
}

function evictRoute(letters: LetterAdmin): Handler<object, SequencePath> {
  return async (context) => {
    const index = wholeNumber(context, { name: "index", from: 0, to: maxIndex, otherwise: undefined });
    const evicted = await letters.evict({ ...sequenceOf(context), ...(index === undefined ? {} : { index }) });
    return jsonResponse(context, { value: { evicted } });
  };
}

function sequenceOf({ req }: Context<object, SequencePath>): SequenceRef {
  const { processor, sequence } = req.param();
  return {
    processor: knownName(processor, "unknown_processor"),
    sequence: knownName(sequence, "unknown_sequence"),
  };
}
