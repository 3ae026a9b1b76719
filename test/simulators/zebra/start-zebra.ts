/** A TCP 9100 program that answers like a Zebra (reference/printing.md A4): queue, odometer, faults, power cuts. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ZebraFault } from './faults.ts';
import { createPaperTray, type PrintedLabel } from './paper-tray.ts';
import { readZebraStream } from './read-zebra-stream.ts';
import { createZebraMachine } from './zebra-machine.ts';

export { ZEBRA_FAULTS, type ZebraFault } from './faults.ts';
export type { PrintedLabel } from './paper-tray.ts';

export type ZebraOptions = {
  readonly port?: number;
  readonly printTimeMs?: number;
  readonly dotsPerInch?: number;
  /** Printed labels are kept here, so that a restart of the demo still shows them. */
  readonly folder?: string;
  /** Zebra's page allows a printer to be mute on ~HS while it has an error. */
  readonly isMuteOnError?: boolean;
};

export type Zebra = {
  readonly port: number;
  /** `127.0.0.1:port`, as the tcp9100 driver wants it. */
  readonly address: string;
  /** Everything that came out, oldest first. */
  labels(): readonly PrintedLabel[];
  /** A picture of one printed label; null when there is none by that name. */
  renderLabel(name: string): Promise<Uint8Array | null>;
  odometer(): number;
  fault(): ZebraFault;
  /** `off` closes the port; everything in memory is lost, the odometer stays. */
  setFault(fault: ZebraFault): Promise<void>;
  /** The printer runs into this fault after so many more labels have come out. */
  setFaultAfter(labelCount: number, fault: ZebraFault): void;
  /** Power cut: connections die, the buffer is lost, the odometer stays; the printer is back at once on the same port. */
  cutPower(): void;
  /** The power goes as soon as so many more bytes have come in. */
  cutPowerAfterBytes(byteCount: number): void;
  /** Called with each label that has come in whole. */
  onLabelTaken(listener: () => void): void;
  close(): Promise<void>;
};

export async function startZebra(options: ZebraOptions = {}): Promise<Zebra> {
  const tray = createPaperTray(options);
  const machine = createZebraMachine({ tray, printTimeMs: options.printTimeMs ?? 300, isMuteOnError: options.isMuteOnError ?? false });
  const sockets = new Set<Socket>();
  let bytesUntilCut = Number.POSITIVE_INFINITY;
  const cutPower = (): void => {
    bytesUntilCut = Number.POSITIVE_INFINITY;
    machine.loseMemory();
    for (const socket of sockets) socket.destroy();
  };
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => { bytesUntilCut -= chunk.length; if (bytesUntilCut <= 0) cutPower(); });
    const take = readZebraStream(machine, (answer) => { if (!socket.destroyed) socket.write(answer, 'latin1'); });
    socket.on('data', take);
  };
  const door = createDoor(serve, options.port ?? 0);
  await door.open();
  return {
    port: door.port(),
    address: `127.0.0.1:${door.port()}`,
    labels: () => tray.labels(),
    renderLabel: (name) => tray.render(name),
    odometer: () => tray.odometer(),
    fault: () => machine.fault(),
    setFault: async (next) => {
      machine.setFault(next);
      if (next === 'off') { cutPower(); await door.shut(); } else await door.open();
    },
    setFaultAfter: (labelCount, fault) => machine.setFaultAfter(labelCount, fault),
    cutPower,
    onLabelTaken: (listener) => machine.onLabelTaken(listener),
    cutPowerAfterBytes: (byteCount) => { bytesUntilCut = byteCount; },
    close: async () => { cutPower(); await door.shut(); await tray.close(); },
  };
}

/** The listening port, which keeps its number over off and on. */
function createDoor(serve: (socket: Socket) => void, wantedPort: number) {
  let port = wantedPort;
  let server: Server | null = null;
  return {
    port: () => port,
    open: async (): Promise<void> => {
      if (server) return;
      const opening = createServer(serve);
      server = opening;
      await new Promise<void>((resolve, reject) => { opening.once('error', reject); opening.listen(port, '127.0.0.1', resolve); });
      port = (opening.address() as AddressInfo).port;
    },
    shut: async (): Promise<void> => {
      const closing = server;
      server = null;
      if (closing) await new Promise<void>((resolve) => { closing.close(() => resolve()); });
    },
  };
}
