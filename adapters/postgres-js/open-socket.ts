import { connect, type Socket } from "node:net";

/** The part of the client's parsed options that says where the server is. */
interface Place {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false | null;
}

export interface SocketOpener {
  /** Handed to the client. A socket for each host, then no more: a client that cannot connect must not try for ever. */
  readonly open: (place: Place) => Promise<Socket>;
  /** Gives up what is being connected. */
  readonly destroy: () => void;
}

export function socketOpener(): SocketOpener {
  let opened = 0;
  let current: Socket | undefined;
  return {
    open: async (place) => {
      const index = opened++;
      const host = place.host[index];
      if (host === undefined) throw new Error("the server closed the connection before it was ready");
      current = place.path ? connect(place.path) : connect({ host, port: place.port[index] ?? 5432 });
      // The client looks here for the name that the certificate must carry.
      return connected(Object.assign(current, { host }));
    },
    destroy: () => current?.destroy(),
  };
}

function connected(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
    socket.once("connect", () => {
      socket.removeAllListeners();
      resolve(socket);
    });
  });
}
