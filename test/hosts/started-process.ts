import { type ChildProcess, spawn } from "node:child_process";

export interface StartOptions {
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: this Node. */
  readonly command?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A child process whose output can be waited for, so that no test has to sleep. */
export interface StartedProcess {
  /** The first match in what either stream has said or is going to say; rejects when the process ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

interface Waiter {
  readonly pattern: RegExp;
  readonly found: (match: RegExpExecArray) => void;
  readonly failed: (error: Error) => void;
}

export function startProcess({ args, cwd, env, command = process.execPath }: StartOptions): StartedProcess {
  const child = spawn(command, args, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  const waiters = new Set<Waiter>();
  const look = (waiter: Waiter): void => {
    const match = waiter.pattern.exec(`${said.stdout}\n${said.stderr}`);
    if (match !== null && waiters.delete(waiter)) waiter.found(match);
  };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
      for (const waiter of [...waiters]) look(waiter);
    });
  const ended = whenEnded(child, said);
  void ended.then(({ code, signal, stdout, stderr }) => {
    for (const { pattern, failed } of waiters)
      failed(new Error(`ended (${code ?? signal}) before it said ${pattern}\n${stdout}\n${stderr}`));
  });
  return {
    says: (pattern) =>
      new Promise((found, failed) => {
        const waiter = { pattern, found, failed };
        waiters.add(waiter);
        look(waiter);
      }),
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** Runs to the end. */
export function runProcess(options: StartOptions): Promise<Ended> {
  return startProcess(options).ended;
}

function whenEnded(child: ChildProcess, said: { stdout: string; stderr: string }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...said }));
  });
}

/** What the runner itself was started with must not steer the children: its database, its flags. */
function cleanEnvironment(): Readonly<Record<string, string | undefined>> {
  const { DATABASE_URL: _, NODE_OPTIONS: __, MYELIN_ADMIN_TOKEN: ___, PORT: ____, HOST: _____, ...rest } = process.env;
  return { ...rest, NO_COLOR: "1" };
}
