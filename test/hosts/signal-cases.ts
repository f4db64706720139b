import assert from "node:assert/strict";
import type { StartedProcess } from "./started-process.ts";

/** A host's `serve…` function, as a program can import it. */
export interface HostImport {
  readonly name: "serveNode" | "serveDeno" | "serveBun";
  /** Address of the module. */
  readonly from: string;
}

/** How a host ends a process, as data, so that every host's runtime can loop over it. */
export interface SignalCase {
  readonly name: string;
  readonly run: (start: (onShutdown: string) => StartedProcess) => Promise<void>;
}

/** A server whose requests wait until it is told to go on by SIGUSR2. `onShutdown` is the text of that function's body. */
export function signalProgram({ name, from }: HostImport, onShutdown: string): string {
  return `
    import process from "node:process";
    import { ${name} } from ${JSON.stringify(from)};
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    process.on("SIGUSR2", () => release());
    const fetch = async () => {
      console.log("holding");
      await held;
      return new Response("done");
    };
    const log = (level, message) => console.log(level, message);
    const server = await ${name}({ fetch, port: 0, log, onShutdown: async () => { ${onShutdown} } });
    setInterval(() => undefined, 60_000);
    console.log("listening on " + server.url);
  `;
}

async function addressOf(server: StartedProcess): Promise<string> {
  const [, url = ""] = await server.says(/listening on (\S+)/);
  return url;
}

const endsWith0 = (signal: "SIGINT" | "SIGTERM"): SignalCase => ({
  name: `ends with code 0 on ${signal}, though timers still run`,
  run: async (start) => {
    const server = start("console.log('shut down');");
    await addressOf(server);
    server.signal(signal);
    const { code, stdout } = await server.ended;
    assert.deepEqual([code, stdout.includes(`Stopping on ${signal}`), stdout.includes("shut down")], [0, true, true]);
  },
});

export const signalCases: readonly SignalCase[] = [
  endsWith0("SIGINT"),
  endsWith0("SIGTERM"),
  {
    name: "answers the request that runs when the signal comes, and takes no other",
    run: async (start) => {
      const server = start("");
      const url = await addressOf(server);
      const held = fetch(url);
      await server.says(/holding/);
      server.signal("SIGTERM");
      await server.says(/Stopping on SIGTERM/);
      await assert.rejects(fetch(url));
      server.signal("SIGUSR2");
      assert.equal(await (await held).text(), "done");
      assert.equal((await server.ended).code, 0);
    },
  },
  {
    name: "ends at once on a second signal",
    run: async (start) => {
      const server = start("await new Promise(() => undefined);");
      await addressOf(server);
      server.signal("SIGTERM");
      await server.says(/Stopping on SIGTERM/);
      server.signal("SIGTERM");
      assert.equal((await server.ended).code, 143);
    },
  },
  {
    name: "ends with code 1 when the shutdown breaks",
    run: async (start) => {
      const server = start("throw new Error('no');");
      await addressOf(server);
      server.signal("SIGTERM");
      const { code, stdout } = await server.ended;
      assert.deepEqual([code, stdout.includes("error Cannot stop cleanly")], [1, true]);
    },
  },
];
