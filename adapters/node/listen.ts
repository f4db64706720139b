import type { Server } from "node:http";
import { MyelinError, messageOf } from "../../src/runtime/mod.ts";

export interface Address {
  readonly port: number;
  readonly hostname: string;
}

/** The port that the server got. */
export function listen(server: Server, { port, hostname }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error): void => reject(listenError(error, { port, hostname }));
    server.once("error", refused);
    server.listen(port, hostname, () => {
      server.off("error", refused);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

const mends: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process listens there; stop it, or set PORT to another port",
  EACCES: "this user may not; set PORT to one above 1023",
  EADDRNOTAVAIL: "this machine has no such address; set HOST to one that it has, such as 127.0.0.1",
  ENOTFOUND: "nobody knows this host; set HOST to an address of this machine, such as 127.0.0.1",
};

function listenError(error: NodeJS.ErrnoException, { port, hostname }: Address): MyelinError {
  const why = mends[error.code ?? ""] ?? messageOf(error);
  const code = error.code === "EADDRINUSE" ? "address_in_use" : "unavailable";
  return new MyelinError(code, `Cannot listen on "${hostname}:${port}": ${why}`, { cause: error });
}
