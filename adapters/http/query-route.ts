import type { Context, Handler } from "hono";
import { type Engine, MyelinError, type Position, parsePosition } from "../../src/runtime/mod.ts";
import { jsonResponse } from "./answers.ts";
import { storableText } from "./storable-text.ts";

/** `GET /queries/{projection}/{query}?…`: the answer is the query's value itself. */
export function queryRoute(engine: Engine): Handler<object, "/queries/:projection/:query"> {
  return async (context) => {
    const { projection, query } = context.req.param();
    const waitFor = wantedPosition(context);
    const { value, position } = await engine.query({
      projection,
      query,
      parameters: queryParameters(context.req.url),
      signal: context.req.raw.signal,
      ...(waitFor === undefined ? {} : { waitFor }),
    });
    return jsonResponse(context, { value, headers: { "myelin-position": position } });
  };
}

function wantedPosition({ req }: Context): Position | undefined {
  const text = req.header("myelin-wait-for");
  if (text === undefined) return undefined;
  const position = parsePosition(text);
  if (position === undefined)
    throw invalid("Myelin-Wait-For", "it is no position; send back what Myelin-Position said, as it was");
  return position;
}

/** Of a query, names repeated. */
const maxParameters = 1000;

/** The search part as one object: text, or a list of texts where a name is repeated. */
function queryParameters(url: string): Readonly<Record<string, string | readonly string[]>> {
  const grouped = new Map<string, string[]>();
  for (const [index, [name, value]] of [...new URL(url).searchParams].entries()) {
    if (index >= maxParameters) throw invalid("search", `it has more than ${maxParameters} parameters; send fewer`);
    const values = grouped.get(name);
    if (values === undefined) grouped.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries([...grouped].map(([name, values]) => [name, parameter(name, values)]));
}

function parameter(name: string, values: readonly string[]): string | readonly string[] {
  if (name === "__proto__") throw invalid(name, "no parameter has this name; leave it out");
  if (!values.every(storableText)) throw invalid(name, "it has text with U+0000; leave it out");
  const [first, ...others] = values;
  return first !== undefined && others.length === 0 ? first : values;
}

function invalid(path: string, message: string): MyelinError {
  return new MyelinError("invalid_query", `Cannot read "${path}": ${message}`, {
    details: { issues: [{ path, message }] },
  });
}
