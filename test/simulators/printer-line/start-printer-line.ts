/** The cable between a station and a printer on TCP, with everything that a cable and a power strip can do. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type PrinterLine = {
  readonly port: number;
  /** `open`: all passes. `refused`: nobody listens. `hanging`: connects, and nothing passes either way. `mute`: the printer hears, its answers are lost. */
  setMode(mode: LineMode): Promise<void>;
  /** Every connection dies at once, as when a process that held it is killed. */
  cut(): void;
  /** The line is cut as soon as one connection has carried so many more bytes towards the printer. */
  cutAfterBytes(byteCount: number): void;
  close(): Promise<void>;
};
export type LineMode = 'open' | 'refused' | 'hanging' | 'mute';

export async function startPrinterLine(printerPort: number): Promise<PrinterLine> {
  const sockets = new Set<Socket>();
  let mode: LineMode = 'open';
  let bytesUntilCut = Number.POSITIVE_INFINITY;
  let port = 0;
  let server: Server | null = null;
  const cut = (): void => { bytesUntilCut = Number.POSITIVE_INFINITY; for (const socket of sockets) socket.destroy(); };
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const serve = (near: Socket): void => {
    track(near);
    if (mode === 'hanging') { near.on('data', () => undefined); return; }
    const far = connect(printerPort, '127.0.0.1');
    track(far);
    let carried = 0;
    near.on('data', (chunk: Buffer) => {
      if (mode === 'hanging') return;
      carried += chunk.length;
      const excess = carried - bytesUntilCut;
      if (excess < 0) { far.write(chunk); return; }
      // What passed before the cut is delivered.
      far.end(chunk.subarray(0, chunk.length - excess));
      bytesUntilCut = Number.POSITIVE_INFINITY;
      near.destroy();
    });
    far.on('data', (chunk: Buffer) => { if (mode === 'open' && !near.destroyed) near.write(chunk); });
    near.on('close', () => far.end());
    far.on('close', () => near.destroy());
  };
  const open = async (): Promise<void> => {
    if (server) return;
    const opening = createServer(serve);
    server = opening;
    await new Promise<void>((resolve, reject) => { opening.once('error', reject); opening.listen(port, '127.0.0.1', resolve); });
    port = (opening.address() as AddressInfo).port;
  };
  const shut = async (): Promise<void> => {
    const closing = server;
    server = null;
    cut();
    if (closing) await new Promise<void>((resolve) => { closing.close(() => resolve()); });
  };
  await open();
  return {
    port,
    setMode: async (next) => { mode = next; if (next === 'refused') await shut(); else await open(); },
    cut,
    cutAfterBytes: (byteCount) => { bytesUntilCut = byteCount; },
    close: shut,
  };
}
