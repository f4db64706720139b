import type { Handler } from "hono";
import { type Engine, MyelinError, type StreamRef } from "../../src/runtime/mod.ts";
import { jsonResponse } from "./answers.ts";
import { eventJson } from "./event-json.ts";
import { storableText } from "./storable-text.ts";
import { wholeNumber } from "./whole-number.ts";

const defaultLimit = 100;
const maxLimit = 1000;
/** Versions are 32-bit integers in a database. */
const maxVersion = 2_147_483_647;

/** `GET /streams/{type}/{id}?after=…&limit=…`: a page of the stream; `next` is the `after` of the following page, or null. */
export function streamRoute(engine: Engine): Handler<object, "/streams/:type/:id"> {
  return async (context) => {
    const { type, id } = context.req.param();
    if (!storableText(type) || !storableText(id)) throw unknown({ type, id });
    const after = wholeNumber(context, { name: "after", from: 0, to: maxVersion, otherwise: 0 });
    const limit = wholeNumber(context, { name: "limit", from: 1, to: maxLimit, otherwise: defaultLimit });
    // One more than asked for tells whether another page follows.
    const events = await engine.readStream({ type, id }, { after, limit: limit + 1 });
    const page = events.slice(0, limit);
    const next = events.length > limit ? (page.at(-1)?.version ?? null) : null;
    return jsonResponse(context, { value: { events: page.map(eventJson), next } });
  };
}

function unknown({ type, id }: StreamRef): MyelinError {
  return new MyelinError(
    "unknown_stream",
    `Cannot read stream "${type}/${id}": no store can keep such a name; mend it`,
  );
}
