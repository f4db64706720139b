import process from "node:process";
import * as v from "valibot";
import { client, type FollowOptions, type LogEvent } from "../../client/mod.ts";
import type { AdminOptions } from "../admin/administration.ts";
import { remoteCall } from "../admin/remote/remote-call.ts";
import { type EventPlace, eventPlace } from "./event-place.ts";

export interface EventsOptions extends AdminOptions {
  readonly follow?: boolean;
  readonly after?: string;
  readonly types?: readonly string[];
  readonly aggregates?: readonly string[];
  readonly stream?: { readonly type: string; readonly id: string };
  readonly limit?: number;
  readonly json?: boolean;
}

/** An event, as far as it is shown. */
const shown = v.looseObject({
  position: v.string(),
  type: v.string(),
  stream: v.object({ type: v.string(), id: v.string() }),
  version: v.number(),
  data: v.unknown(),
  recordedAt: v.string(),
});
type Shown = v.InferOutput<typeof shown>;

/** `myelin events` */
export async function showEvents(options: EventsOptions): Promise<void> {
  const place = await eventPlace(options);
  const { json = false, limit = Number.POSITIVE_INFINITY } = options;
  // Whoever reads along, such as `head`, may have seen enough.
  process.stdout.on("error", () => process.exit(0));
  try {
    let left = limit;
    for await (const event of options.follow ? followed(place, options) : told(place, options)) {
      console.log(json ? JSON.stringify(event) : eventText(event));
      if (--left <= 0) return;
    }
  } finally {
    await place.close();
  }
}

function eventText({ position, recordedAt, type, stream, version, data }: Shown): string {
  return `${position}  ${recordedAt}  ${type}  ${stream.type}/${stream.id} ${version}  ${JSON.stringify(data)}`;
}

const pageSize = 500;

/** Page by page, to the end of the log as it was. */
async function* told(
  place: EventPlace,
  { after = "first", types = [], aggregates = [], stream, limit }: EventsOptions,
): AsyncGenerator<Shown> {
  const call = remoteCall(place);
  const answer = v.object({ events: v.array(shown), position: v.string(), more: v.boolean() });
  const wanted = {
    ...(types.length === 0 ? {} : { types: types.join(",") }),
    ...(aggregates.length === 0 ? {} : { aggregates: aggregates.join(",") }),
    ...(stream === undefined ? {} : { stream: `${stream.type}/${stream.id}` }),
    limit: String(Math.min(pageSize, limit ?? pageSize)),
  };
  for (let [from, more] = [after, true]; more; ) {
    const page = await call({
      method: "GET",
      root: "events",
      path: [],
      parameters: { ...wanted, after: from },
      answer,
    });
    yield* page.events;
    [from, more] = [page.position, page.more];
  }
}

/** What comes, over connections that break. */
async function* followed(place: EventPlace, options: EventsOptions): AsyncGenerator<Shown> {
  const { after = "latest", types, aggregates, stream } = options;
  // A first look tells a wrong address or token at once, where following would wait for it to be mended.
  const parameters = { after: "latest", limit: "1" };
  await remoteCall(place)({ method: "GET", root: "events", path: [], parameters, answer: v.unknown() });
  const wanted = {
    after,
    ...(types === undefined ? {} : { types }),
    ...(aggregates === undefined ? {} : { aggregates }),
    ...(stream === undefined ? {} : { stream }),
  } as FollowOptions<never>; // names of an application that only the server knows
  const { url, token, fetch } = place;
  const asked = client({ url, ...(token === undefined ? {} : { token }), ...(fetch === undefined ? {} : { fetch }) });
  for await (const event of asked.events(wanted)) {
    const told: LogEvent = event;
    yield v.parse(shown, { ...told, recordedAt: told.recordedAt.toISOString() });
  }
}
