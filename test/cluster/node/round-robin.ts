import { Agent, createServer, request } from "node:http";

/** What stands in front of nodes: each request goes to the next, as a virtual IP of some orchestrators has it. */
export interface RoundRobin {
  readonly url: string;
  /** Ports; may be changed while it runs. */
  readonly behind: number[];
  close(): Promise<void>;
}

export async function roundRobin(): Promise<RoundRobin> {
  const behind: number[] = [];
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const port = behind[turn++ % Math.max(1, behind.length)];
    const { method, url: path, headers } = incoming;
    const passed = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    passed.on("error", () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    behind,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
