import * as v from "valibot";
import {
  type Delivery,
  type ForwardedCommand,
  isRecord,
  messageOf,
  type NodeConnector,
} from "../../../src/runtime/mod.ts";
import { nodeAnswer } from "./forwarded-schemas.ts";
import { neverConnected } from "./never-connected.ts";
import { nodePath, type Signer, signatureHeaders, signer } from "./signature.ts";

/** How nodes reach each other over HTTP. */
export interface HttpNodesOptions {
  /** What all nodes share; `httpApp` of the others needs the same as its `clusterSecret`. */
  readonly secret: string;
  /** In place of the global one. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/**
 * Sends commands to other nodes over HTTP, signed with the secret: each request names its time and is good for once. The connections
 * are those of the runtime's `fetch`, which keeps them open.
 */
export function httpNodes({ secret, fetch: own }: HttpNodesOptions): NodeConnector {
  const signed = signer(secret);
  const nonces = nonceSource();
  return {
    send: async (address, { command, signal }) => {
      const body = bodyOf(command);
      if (typeof body === "string") return { kind: "declined", cause: body };
      const headers = await headersOf(body, { signed, nonce: nonces() });
      const init: RequestInit = { method: "POST", headers, body, signal, redirect: "manual" };
      try {
        const response = await (own ?? fetch)(addressOf(address), init);
        return deliveryOf(response.status, await response.text());
      } catch (error) {
        return { kind: neverConnected(error) ? "unreached" : "lost", cause: messageOf(innermost(error)) };
      }
    },
  };
}

function addressOf(address: string): string {
  return `${address.endsWith("/") ? address.slice(0, -1) : address}${nodePath}`;
}

/** Or why there is none. */
function bodyOf(command: ForwardedCommand): Uint8Array<ArrayBuffer> | string {
  try {
    return new TextEncoder().encode(JSON.stringify(command));
  } catch (error) {
    return messageOf(error);
  }
}

/** What a process has sent is told apart by a number, processes by chance. */
function nonceSource(): () => string {
  let prefix = "";
  let count = 0;
  return () => {
    if (prefix === "") prefix = crypto.randomUUID();
    return `${prefix}.${++count}`;
  };
}

interface Signing {
  readonly signed: Signer;
  readonly nonce: string;
}

async function headersOf(body: Uint8Array, { signed, nonce }: Signing): Promise<Record<string, string>> {
  const time = String(Date.now());
  return {
    "content-type": "application/json",
    [signatureHeaders.time]: time,
    [signatureHeaders.nonce]: nonce,
    [signatureHeaders.code]: await signed.sign(body, { time, nonce }),
  };
}

const declined: ReadonlySet<number> = new Set([400, 413, 415]);
const closed: ReadonlySet<number> = new Set([401, 403, 404, 405]);

function deliveryOf(status: number, text: string): Delivery {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  const value = json.success ? json.output : undefined;
  if (status === 200) {
    const answer = v.safeParse(nodeAnswer, value);
    if (answer.success) return { kind: "answered", ...answer.output };
    return { kind: "lost", cause: `its answer cannot be read: ${v.summarize(answer.issues)}` };
  }
  const detail = isRecord(value) && typeof value.detail === "string" ? value.detail : `it answers ${status}`;
  if (declined.has(status)) return { kind: "declined", cause: detail };
  // What stands in front of a node may have sent it on before it said so.
  return { kind: closed.has(status) ? "unreached" : "lost", cause: detail };
}

function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
