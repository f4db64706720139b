declare module "autocannon" {
  import type { EventEmitter } from "node:events";

  export interface Client {
    setRequests(requests: readonly { readonly body: string }[]): void;
  }

  export interface Options {
    readonly url: string;
    readonly method: "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    readonly setupClient: (client: Client) => void;
  }

  export interface Result {
    readonly errors: number;
    readonly timeouts: number;
    readonly non2xx: number;
  }

  /** Emits `response` with the client, the status, the bytes and the milliseconds of each answer. */
  // biome-ignore lint/style/noDefaultExport: the package has no other
  export default function autocannon(options: Options): EventEmitter & PromiseLike<Result>;
}
