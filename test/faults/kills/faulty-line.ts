/** A TCP line whose far end may move (a restarted OMS has another port) and that can be cut or fall silent. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type LineState = 'open' | 'cut' | 'mute';
export type FaultyLine = {
  readonly url: string;
  aimAt(url: string): void;
  /** `cut` breaks all connections and takes no new ones; `mute` keeps them and lets no byte through. */
  set(state: LineState): void;
  close(): Promise<void>;
};

export async function startFaultyLine(): Promise<FaultyLine> {
  let target: URL | null = null;
  let state: LineState = 'open';
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    // A reset is an everyday event of a network.
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((inbound) => {
    track(inbound);
    if (state === 'cut' || target === null) { inbound.destroy(); return; }
    const outbound = track(connect(Number(target.port), target.hostname));
    inbound.pipe(outbound).pipe(inbound);
    inbound.on('close', () => outbound.destroy());
    outbound.on('close', () => inbound.destroy());
    if (state === 'mute') for (const socket of [inbound, outbound]) socket.pause();
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    aimAt: (url) => { target = new URL(url); },
    set: (next) => {
      state = next;
      for (const socket of sockets) {
        if (next === 'cut') socket.destroy(); else if (next === 'mute') socket.pause(); else socket.resume();
      }
    },
    close: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    }),
  };
}
