import type { Context, Handler } from "hono";
import * as v from "valibot";
import { type Engine, MyelinError } from "../../../src/runtime/mod.ts";
import { jsonResponse } from "../answers.ts";
import type { HttpSettings } from "../http-options.ts";
import { parseJson } from "../parse-json.ts";
import { type Problem, problemResponse } from "../problem.ts";
import { readBody } from "../read-body.ts";
import { requireJson } from "../require-json.ts";
import { forwardedCommand } from "./forwarded-schemas.ts";
import { type ReplayWindow, replayWindow } from "./replay-window.ts";
import { type Signer, signatureHeaders, signer } from "./signature.ts";

/** What a node says of a command beside its payload. Bytes. */
const frameBytes = 65_536;

/** `POST /node/commands`: a command that another node sends, closed to everybody without the cluster's secret. */
export function nodeRoute(engine: Engine, settings: HttpSettings): Handler {
  const { clusterSecret } = settings;
  if (clusterSecret === undefined || clusterSecret === "") return async (context) => problemResponse(context, shut);
  // A payload may be longer as JSON writes it than as it came.
  const limit = settings.maxBodyBytes * 2 + frameBytes;
  const checking = { signed: signer(clusterSecret), window: replayWindow(Date.now) };
  return async (context) => {
    requireJson(context.req.header("content-type"));
    const body = await readBody(context, limit);
    const problem = await refused(context, { body, ...checking });
    if (problem !== undefined) return problemResponse(context, problem);
    // The frame is two levels deeper than the payload.
    const parsed = v.safeParse(forwardedCommand, parseJson(body, settings.maxDepth + 2));
    if (!parsed.success)
      throw new MyelinError("invalid_command", `Cannot read the command: ${v.summarize(parsed.issues)}`);
    return jsonResponse(context, { value: await engine.nodes.take(parsed.output, context.req.raw.signal) });
  };
}

const shut: Problem = {
  code: "forbidden",
  detail: "Cannot open this address: the server has no cluster secret; set MYELIN_CLUSTER_SECRET",
};

interface Checking {
  readonly body: Uint8Array;
  readonly signed: Signer;
  readonly window: ReplayWindow;
}

async function refused({ req }: Context, { body, signed, window }: Checking): Promise<Problem | undefined> {
  const time = req.header(signatureHeaders.time) ?? "";
  const nonce = req.header(signatureHeaders.nonce) ?? "";
  const code = req.header(signatureHeaders.code) ?? "";
  if (nonce === "" || nonce.length > 100 || !/^[0-9]{1,16}$/.test(time)) return unsigned("it is not signed");
  if (!(await signed.isRight(body, { time, nonce, code })))
    return unsigned("its signature is wrong; give all nodes the same MYELIN_CLUSTER_SECRET");
  const why = window.refuses({ time: Number(time), nonce });
  if (why === "too old") return unsigned("it is too old or too new; set the nodes' clocks");
  return why === undefined ? undefined : unsigned("it was sent before; send each request once");
}

function unsigned(why: string): Problem {
  return { code: "unauthorized", detail: `Cannot take the command of a node: ${why}` };
}
