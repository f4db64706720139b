/** A command as it goes over HTTP. */
export interface HttpCommand {
  readonly id: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a caller was told. */
export type Told =
  | {
      readonly kind: "done";
      readonly stream: string;
      readonly events: readonly { readonly version: number; readonly position: number }[];
      readonly duplicate: boolean;
    }
  | { readonly kind: "rejected"; readonly duplicate: boolean }
  /** It happened or not: to be sent again under the same id. */
  | { readonly kind: "unknown" };

interface Answer {
  readonly stream: { readonly type: string; readonly id: string };
  readonly events: readonly { readonly version: number; readonly position: string }[];
  readonly duplicate: boolean;
}

/** Sends a command to a node and gives up after so many milliseconds. @throws Error for an answer that nobody expects */
export async function sendCommand(
  { id, name, payload }: HttpCommand,
  { address, timeoutMs }: { readonly address: string; readonly timeoutMs: number },
): Promise<Told> {
  const headers = { "content-type": "application/json", "idempotency-key": id };
  const signal = AbortSignal.timeout(timeoutMs);
  const request = { method: "POST", headers, body: JSON.stringify(payload), signal };
  const answer = await fetch(`${address}/commands/${name}`, request)
    .then(async (response) => ({ status: response.status, body: await response.json() }))
    .catch(() => undefined);
  if (answer === undefined) return { kind: "unknown" };
  if (answer.status === 200) return done(answer.body as Answer); // the HTTP surface says so
  const { code, duplicate } = answer.body as { code?: string; duplicate?: boolean }; // a problem of RFC 9457
  if (answer.status === 422 && code === "rejected") return { kind: "rejected", duplicate: duplicate ?? false };
  if (answer.status >= 500 || passing.has(code ?? "")) return { kind: "unknown" };
  throw new Error(`A node answered ${answer.status} to a command that is right: ${JSON.stringify(answer.body)}`);
}

/** Codes that say: try again. */
const passing = new Set(["in_progress", "overloaded", "version_conflict"]);

function done({ stream, events, duplicate }: Answer): Told {
  return {
    kind: "done",
    stream: `${stream.type}/${stream.id}`,
    events: events.map(({ version, position }) => ({ version, position: Number(position) })),
    duplicate,
  };
}
