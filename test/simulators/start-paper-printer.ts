/** A TCP program that behaves like a printer without an odometer; what it understands is given to it. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createPaperMachine, type PaperMachine } from './paper-machine.ts';

export type PaperPrinterServer = { readonly port: number; readonly machine: PaperMachine; cutPower(): void; close(): Promise<void> };
export type ReadStream = (machine: PaperMachine, answer: (text: string) => void) => (chunk: Uint8Array) => void;

export async function startPaperPrinter(read: ReadStream, printTimeMs: number): Promise<PaperPrinterServer> {
  const machine = createPaperMachine(printTimeMs);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    socket.on('data', read(machine, (text) => { if (!socket.destroyed) socket.write(text, 'latin1'); }));
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(0, '127.0.0.1', resolve); });
  const cutPower = (): void => { machine.close(); for (const socket of sockets) socket.destroy(); };
  return {
    port: (server.address() as AddressInfo).port, machine, cutPower,
    close: async () => { cutPower(); await new Promise<void>((resolve) => { server.close(() => resolve()); }); },
  };
}
