import { type ChildProcess, fork } from "node:child_process";
import type { Browser, Page } from "playwright-core";
import { root } from "../../house/tree.ts";
import { startEmbeddedServer } from "../../support/embedded-server.ts";
import { openChromium } from "../browser/chromium.ts";
import { mixedLoad } from "./mixed-load.ts";
import type { Sample } from "./server.ts";

export interface SoakOptions {
  readonly seconds: number;
  /** Calls a second. */
  readonly rate: number;
  readonly accounts: number;
  readonly say?: (line: string) => void;
}

/** Bytes: medians of the second quarter of the time, when all is warm, and of the last one. */
export interface Grown {
  readonly warm: number;
  readonly end: number;
}

export interface SoakFigures {
  readonly ok: boolean;
  readonly why: readonly string[];
  readonly seconds: number;
  readonly done: Readonly<Record<string, number>>;
  /** Pages of the dashboard that were looked at. */
  readonly pages: number;
  readonly heap: Grown;
  readonly rss: Grown;
  readonly failures: readonly string[];
  /** Warnings and errors of the server's log, and what the browser complained of. */
  readonly troubles: readonly string[];
}

const token = "soak";
/** Milliseconds: at least so many samples and looks, however short it is. */
const sampleEvery = 15_000;
/** Memory counts as flat up to this growth, since caches of an engine are filled for a while. */
const flat = 1.1;
const slack = 8 * 1_048_576;

/** Mixed load on a node with its dashboard open: is memory flat, and the log empty? */
export async function runSoak(options: SoakOptions): Promise<SoakFigures> {
  const postgres = await startEmbeddedServer();
  const server = fork(`${root}test/dashboard/soak/server.ts`, {
    env: { ...process.env, JITI_JSX: "1", DATABASE_URL: postgres.url, ADMIN_TOKEN: token },
    execArgv: ["--expose-gc", "--import", `${root}node_modules/jiti/lib/jiti-register.mjs`],
  });
  const browser = await openChromium();
  try {
    const { url } = await heard<{ readonly url: string }>(server);
    return await soak(options, { url, server, browser });
  } finally {
    await browser.close();
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.send("stop");
    await ended;
    await postgres.stop();
  }
}

interface Soaking {
  readonly url: string;
  readonly server: ChildProcess;
  readonly browser: Browser;
}

async function soak(
  { seconds, rate, accounts, say = () => {} }: SoakOptions,
  { url, server, browser }: Soaking,
): Promise<SoakFigures> {
  const load = await mixedLoad({ url, token, rate, accounts });
  const complaints: string[] = [];
  const page = await visitor(browser, { url, complaints });
  const samples: Sample[] = [];
  const [began, every] = [performance.now(), Math.min(sampleEvery, (seconds * 1000) / 8)];
  let pages = 0;
  for (let at = every; at <= seconds * 1000; at += every) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + at - performance.now())));
    const sample = await asked(server);
    samples.push(sample);
    await page.goto(`${url}/admin${addresses[pages++ % addresses.length]}`);
    const count = Object.values(load.done).reduce((sum, one) => sum + one, 0);
    const { heap, rss, troubles } = sample;
    say(`${Math.round(at / 1000)} s: ${count} calls, heap ${mib(heap)}, process ${mib(rss)}, ${troubles.length} lines`);
  }
  await load.stop();
  const { troubles } = await asked(server);
  const { done, failures } = load;
  const figures = { heap: grown(samples, "heap"), rss: grown(samples, "rss") };
  const found = { failures, troubles: [...troubles, ...complaints] };
  const why = [...judge(figures.heap, "the heap"), ...judge(figures.rss, "the process"), ...told(found)];
  return { ok: why.length === 0, why, seconds, done, pages, ...figures, ...found };
}

const addresses = [
  "",
  "/ui/processors",
  "/ui/dead-letters",
  "/ui/streams",
  "/ui/workflows",
  "/ui/workflow?name=payment",
  "/ui/routes",
  "/ui/events",
];

/** Somebody who has logged in, and stays. */
async function visitor(
  browser: Browser,
  { url, complaints }: { readonly url: string; readonly complaints: string[] },
): Promise<Page> {
  const page = await browser.newPage();
  page.on("pageerror", ({ message }) => complaints.push(`page: ${message}`));
  page.on("response", (answer) => {
    if (answer.status() >= 500) complaints.push(`${answer.status()} ${answer.url()}`);
  });
  await page.goto(`${url}/admin`);
  await page.getByLabel("Admin token").fill(token);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("navigation").waitFor();
  return page;
}

function grown(samples: readonly Sample[], key: "heap" | "rss"): Grown {
  const quarter = (nth: number): number => {
    const part = samples.slice(Math.floor((samples.length * nth) / 4), Math.floor((samples.length * (nth + 1)) / 4));
    const sorted = part.map((sample) => sample[key]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return { warm: quarter(1), end: quarter(3) };
}

function judge({ warm, end }: Grown, what: string): readonly string[] {
  return end > warm * flat + slack ? [`${what} grew from ${mib(warm)} to ${mib(end)}`] : [];
}

function told({ failures, troubles }: Pick<SoakFigures, "failures" | "troubles">): readonly string[] {
  return [
    ...(failures.length > 0 ? [`${failures.length} calls failed`] : []),
    ...(troubles.length > 0 ? [`${troubles.length} warnings and errors`] : []),
  ];
}

function mib(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MiB`;
}

function heard<Told>(child: ChildProcess): Promise<Told> {
  return new Promise((resolve) => child.once("message", (told: Told) => resolve(told)));
}

function asked(child: ChildProcess): Promise<Sample> {
  const told = heard<Sample>(child);
  child.send("sample");
  return told;
}
