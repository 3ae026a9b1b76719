/**
 * The line between a station and the OMS, with a switch: a plain TCP relay that can be cut. It sits on the wire, so no
 * program under test knows of it. Cutting destroys open connections at once, as a pulled plug does, and refuses new ones.
 */
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export type NetworkSwitch = {
  /** The address to give to the station instead of the OMS's own. */
  readonly url: string;
  isConnected(): boolean;
  setConnected(isConnected: boolean): void;
  close(): Promise<void>;
};

export type NetworkSwitchOptions = { readonly targetPort: number; readonly targetHost?: string; readonly port?: number };

export async function startNetworkSwitch(options: NetworkSwitchOptions): Promise<NetworkSwitch> {
  let isConnected = true;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A reset on one side is an everyday event of a network, not an error of the relay.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((inbound) => {
    track(inbound);
    if (!isConnected) { inbound.destroy(); return; }
    const outbound = connect(options.targetPort, options.targetHost ?? '127.0.0.1');
    track(outbound);
    inbound.pipe(outbound).pipe(inbound);
    inbound.on('close', () => outbound.destroy());
    outbound.on('close', () => inbound.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    isConnected: () => isConnected,
    setConnected: (next) => {
      isConnected = next;
      if (!next) for (const socket of sockets) socket.destroy();
    },
    close: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    }),
  };
}
