import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { NodeFacts, NodeMessage, NodeSettings } from "./node-settings.ts";

/** A node in a process of its own. */
export interface NodeProcess {
  readonly name: string;
  /** Straight to it. */
  readonly url: string;
  facts(): Promise<NodeFacts>;
  /** Stopped for a while, as by a scheduler or a debugger. */
  freeze(): void;
  thaw(): void;
  /** kill -9. */
  kill(): Promise<void>;
  /** In order, as far as it goes. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL("../.build/test/cluster/node/main.js", import.meta.url));

/** Resolves when it takes commands. */
export async function startNode(settings: NodeSettings): Promise<NodeProcess> {
  const child = fork(program, [JSON.stringify(settings)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: [],
  });
  await told(child, "ready");
  const ended = once(child, "exit");
  return {
    name: settings.name,
    url: `http://127.0.0.1:${settings.port}`,
    facts: async () => {
      const facts = told(child, "facts");
      child.send("facts");
      return facts;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: async () => {
      const impatience = setTimeout(() => child.kill("SIGKILL"), 10_000);
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await ended;
      clearTimeout(impatience);
    },
  };
}

function told<Kind extends NodeMessage["kind"]>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<NodeMessage, { readonly kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null): void => reject(new Error(`the node ended (${code}) before it told "${kind}"`));
    const hear = (message: NodeMessage): void => {
      if (message.kind !== kind) return;
      child.off("exit", gone);
      child.off("message", hear);
      resolve(message as Extract<NodeMessage, { readonly kind: Kind }>); // as the line above has seen
    };
    child.once("exit", gone);
    child.on("message", hear);
  });
}
