import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type StartedProcess, startProcess } from "./started-process.ts";

const from = new URL("../../dist/adapters/node/mod.js", import.meta.url).href;

const directory = mkdtempSync(join(tmpdir(), "myelin-cluster-"));
afterAll(() => rmSync(directory, { recursive: true }));
let programs = 0;

/** Two processes that answer with their ids; `/hold` answers when its process gets SIGUSR2. */
function startServers(work = serving): StartedProcess {
  const program = `
    import { runCluster, serveNode } from ${JSON.stringify(from)};
    const log = (level, message) => console.log(level + ": " + message);
    await runCluster({ processes: 2, log, work: async () => { ${work} } });
  `;
  // A file, because the processes are started from the one that the first was started from.
  const file = join(directory, `servers-${programs++}.mjs`);
  writeFileSync(file, program);
  return startProcess({ args: [file] });
}

const serving = `
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  process.on("SIGUSR2", () => release());
  const fetch = async (request) => {
    if (!request.url.endsWith("/hold")) return new Response(String(process.pid));
    console.log("holding in " + process.pid);
    await released;
    return new Response("done");
  };
  const { url } = await serveNode({ fetch, port: 0, onShutdown: () => console.log(process.pid + " shut down") });
  console.log(process.pid + " listens on " + url);
`;

describe("runCluster", () => {
  it("serves one port with all processes, which end cleanly on SIGTERM", async () => {
    const servers = startServers();
    const { url, pids } = await listening(servers);
    expect(await answering(url, 2)).toEqual(new Set(pids));
    servers.signal("SIGTERM");
    const { code, stdout } = await servers.ended;
    expect([code, pids.filter((pid) => stdout.includes(`${pid} shut down`))]).toEqual([0, pids]);
  });

  it("answers the request that runs when the signal comes", async () => {
    const servers = startServers();
    const { url } = await listening(servers);
    const held = fetch(`${url}/hold`);
    const [, pid] = await servers.says(/holding in (\d+)/);
    servers.signal("SIGTERM");
    // The other process has nothing to finish.
    await servers.says(/shut down/);
    process.kill(Number(pid), "SIGUSR2");
    expect(await (await held).text()).toBe("done");
    expect((await servers.ended).code).toBe(0);
  });

  it.each(["first", "last"])("lets a process finish that Ctrl-C reaches %s of all", async (order) => {
    const servers = startServers();
    const { url, pids } = await listening(servers);
    const held = fetch(`${url}/hold`);
    const [, holding] = await servers.says(/holding in (\d+)/);
    if (order === "first") process.kill(Number(holding), "SIGINT");
    servers.signal("SIGINT");
    await servers.says(new RegExp(`${pids.find((pid) => pid !== holding)} shut down`));
    if (order === "last") process.kill(Number(holding), "SIGINT");
    process.kill(Number(holding), "SIGUSR2");
    expect(await (await held).text()).toBe("done");
    expect((await servers.ended).code).toBe(0);
  });

  it("replaces a process that dies", async () => {
    const servers = startServers();
    const { url, pids } = await listening(servers);
    process.kill(Number(pids[0]), "SIGKILL");
    await servers.says(new RegExp(`warn: Process ${pids[0]} ended \\(SIGKILL\\): another takes its place in 1000 ms`));
    const [, replacement = ""] = await servers.says(
      new RegExp(`(?<!\\d)(?!(?:${pids.join("|")}) )(\\d+) listens on ${url}`),
    );
    expect(await answering(url, 2)).toEqual(new Set([pids[1], replacement]));
    servers.signal("SIGTERM");
    expect((await servers.ended).code).toBe(0);
  });

  it("ends with code 1 when the first start fails, with the reason said", async () => {
    const { code, stdout, stderr } = await startServers("throw new Error('the database is away');").ended;
    expect([code, stdout]).toEqual([1, expect.stringContaining("error: Process ")]);
    expect(stderr).toContain("the database is away");
  });

  it("ends at once on a second signal", async () => {
    const servers = startServers();
    const { url } = await listening(servers);
    const held = fetch(`${url}/hold`);
    const cut = expect(held).rejects.toThrow();
    await servers.says(/holding/);
    servers.signal("SIGTERM");
    await servers.says(/Stopping on SIGTERM/);
    servers.signal("SIGTERM");
    expect((await servers.ended).code).toBe(143);
    await cut;
  });

  it("ends cleanly on a signal that comes before anything listens", async () => {
    const servers = startServers(
      "console.log('starting'); await new Promise((resolve) => setTimeout(resolve, 3_600_000));",
    );
    await servers.says(/starting[\s\S]*starting/);
    servers.signal("SIGTERM");
    expect((await servers.ended).code).toBe(0);
  });
});

/** The address, and the processes that have said so. */
async function listening(servers: StartedProcess): Promise<{ readonly url: string; readonly pids: readonly string[] }> {
  const [, first = "", url = "", second = ""] = await servers.says(/(\d+) listens on (\S+)[\s\S]*?(\d+) listens on \2/);
  return { url, pids: [first, second] };
}

/** The processes that answer, asked until there are `count`: a connection each, dealt out in turn. */
async function answering(url: string, count: number): Promise<ReadonlySet<string>> {
  const pids = new Set<string>();
  for (let asked = 0; asked < 100 && pids.size < count; asked++)
    pids.add(await (await fetch(url, { headers: { connection: "close" } })).text());
  return pids;
}
