import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface Proxy extends AsyncDisposable {
  port: number;
  /** Closes all connections, as a server that restarts does; new ones work. */
  cut(): Promise<void>;
}

/** Starts a proxy to a port of this machine. */
export async function startProxy(to: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(to, '127.0.0.1');
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => sockets.delete(end));
    }
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = async () => {
    await Promise.all([...sockets].map((socket) => once(socket.destroy(), 'close')));
    // The client's end notices in a later turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    async [Symbol.asyncDispose]() {
      await cut();
      server.close();
      await once(server, 'close');
    },
  };
}
