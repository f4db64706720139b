import type { Mode } from "../cases.ts";
import { answerJobs } from "../processes/answer-jobs.ts";

/** A server is opened for one stretch, and closed after it. */
export type HttpJob = OpenJob | { readonly kind: "close" };

export interface OpenJob {
  readonly kind: "open";
  /** Of an empty database. */
  readonly url: string;
  readonly mode: Mode;
  readonly interceptors: boolean;
  readonly connections: number;
}

export interface OpenServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Makes this process one that serves; the answer to `open` is the server's address. */
export function answerHttpJobs(open: (job: OpenJob) => Promise<OpenServer>): void {
  let server: OpenServer | undefined;
  answerJobs<HttpJob>(async (job) => {
    if (job.kind === "open") {
      server = await open(job);
      return server.url;
    }
    await server?.stop();
    return null;
  });
}
