import { type ChildProcess, fork } from "node:child_process";
import { type ClientRequest, get } from "node:http";
import { root } from "../house/tree.ts";

export interface LoadOptions {
  readonly listeners: number;
  readonly seconds: number;
  /** Events a second. */
  readonly rate: number;
  /** Of the listeners, how many are cut off half-way and resume. */
  readonly resuming: number;
}

export interface LoadFigures {
  readonly events: number;
  /** Events that any listener missed, saw twice, or saw out of order. */
  readonly wrong: number;
  /** Milliseconds from sending a command until a listener had its event. */
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Bytes of the serving process. */
  readonly rss: { readonly idle: number; readonly listening: number; readonly after: number };
  /** Of the serving process, while events flowed, in percent of one core. */
  readonly cpuPercent: number;
}

interface Told {
  readonly port?: number;
  readonly rss: number;
  readonly cpuMs: number;
  readonly sent: number;
}

/** Listeners on one node in a process of its own, while events flow: who misses what, how late, and what it costs. */
export async function runLoad({ listeners, seconds, rate, resuming }: LoadOptions): Promise<LoadFigures> {
  const child = fork(`${root}test/sse-load/server.ts`, {
    env: { ...process.env, JITI_JSX: "1" },
    execArgv: ["--import", `${root}node_modules/jiti/lib/jiti-register.mjs`],
  });
  const { port = 0 } = await heard(child);
  const idle = await asked(child, {});
  const delays: number[] = [];
  const all = Array.from({ length: listeners }, () => new Listener(port, delays));
  for (let at = 0; at < all.length; at += 100) await Promise.all(all.slice(at, at + 100).map((one) => one.open()));
  const listening = await asked(child, {});
  const cut = setTimeout(() => all.slice(0, resuming).forEach((one) => void one.reopen()), (seconds * 1000) / 2);
  const after = await asked(child, { rate, seconds });
  clearTimeout(cut);
  await Promise.all(all.map((one) => one.reached(after.sent)));
  for (const one of all) one.close();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.send({ stop: true });
  await ended;
  return {
    events: after.sent,
    wrong: all.reduce((sum, one) => sum + one.wrong, 0),
    delayMs: spread(delays),
    rss: { idle: idle.rss, listening: listening.rss, after: after.rss },
    cpuPercent: Math.round((after.cpuMs - listening.cpuMs) / (seconds * 10)),
  };
}

function heard(child: ChildProcess): Promise<Told> {
  return new Promise((resolve) => child.once("message", (told: Told) => resolve(told)));
}

function asked(child: ChildProcess, message: object): Promise<Told> {
  const told = heard(child);
  child.send(message);
  return told;
}

function spread(delays: number[]): LoadFigures["delayMs"] {
  delays.sort((a, b) => a - b);
  const at = (part: number): number => delays[Math.min(delays.length - 1, Math.floor(delays.length * part))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: delays.at(-1) ?? 0 };
}

/** One connection that checks what comes: each version once, in order. */
class Listener {
  wrong = 0;
  private version = 0;
  private lastId = "";
  private rest = "";
  private request: ClientRequest | undefined;
  private waiting: (() => void) | undefined;
  private wanted = Number.POSITIVE_INFINITY;
  private readonly port: number;
  private readonly delays: number[];

  constructor(port: number, delays: number[]) {
    this.port = port;
    this.delays = delays;
  }

  open(): Promise<void> {
    const headers = { authorization: "Bearer t", ...(this.lastId === "" ? {} : { "last-event-id": this.lastId }) };
    return new Promise((resolve, reject) => {
      const request = get({ port: this.port, path: "/events", headers, agent: false }, (response) => {
        response.setEncoding("utf8");
        response.on("data", (text: string) => {
          resolve();
          if (this.request === request) this.read(text);
        });
        response.on("error", () => undefined);
      });
      request.on("error", reject);
      this.request = request;
    });
  }

  /** Cut off in the middle, wherever that is. */
  async reopen(): Promise<void> {
    const { request } = this;
    this.request = undefined;
    this.rest = "";
    request?.destroy();
    await this.open();
  }

  private read(text: string): void {
    const frames = (this.rest + text).split("\n\n");
    this.rest = frames.pop() ?? "";
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      this.lastId = /^id: (.*)$/m.exec(frame)?.[1] ?? this.lastId;
      if (data === undefined) continue;
      // Only these events are in the log.
      const event = JSON.parse(data) as { readonly version: number; readonly data: { readonly note: string } };
      if (event.version !== this.version + 1) this.wrong++;
      this.version = event.version;
      if (this.delays.length < 20_000_000) this.delays.push(Date.now() - Number(event.data.note));
    }
    if (this.version >= this.wanted) this.waiting?.();
  }

  reached(version: number): Promise<void> {
    this.wanted = version;
    if (this.version >= version) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  close(): void {
    this.request?.destroy();
  }
}
