/** A TCP 9100 program that answers like a Zebra (reference/printing.md A4): queue, odometer, faults, power cuts. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createPaperTray, type PrintedLabel } from './paper-tray.ts';
import { hostQueryReply, hostStatusReply, type PrinterState } from './replies.ts';
import { takeNextPart } from './split-stream.ts';

export const ZEBRA_FAULTS = ['none', 'out_of_paper', 'head_open', 'paused', 'out_of_ribbon', 'silent', 'frozen', 'off'] as const;
export type ZebraFault = (typeof ZEBRA_FAULTS)[number];
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
  cutPower(): Promise<void>;
  /** The power goes as soon as so many bytes of a job have come in. */
  cutPowerAfterBytes(byteCount: number): void;
  close(): Promise<void>;
};

export async function startZebra(options: ZebraOptions = {}): Promise<Zebra> {
  const tray = createPaperTray(options);
  const sockets = new Set<Socket>();
  const queue: string[] = [];
  let fault: ZebraFault = 'none';
  let nextFault: { readonly afterCount: number; readonly fault: ZebraFault } | null = null;
  let bytesUntilCut = Number.POSITIVE_INFINITY;
  let printing: NodeJS.Timeout | null = null;
  let server: Server | null = null;
  let port = options.port ?? 0;

  const state = (): PrinterState => ({ fault, formatsInBuffer: queue.length, odometer: tray.odometer() });
  const isBlocked = (): boolean => fault !== 'none' && fault !== 'silent';
  const printNext = (): void => {
    if (printing || queue.length === 0 || isBlocked()) return;
    printing = setTimeout(() => {
      printing = null;
      // A fault that came while the label was moving: it stays in the buffer and prints when the fault is gone.
      if (!isBlocked()) {
        tray.print(queue.shift() ?? '');
        if (nextFault && tray.odometer() >= nextFault.afterCount) { fault = nextFault.fault; nextFault = null; }
      }
      printNext();
    }, options.printTimeMs ?? 300);
  };
  const loseMemory = (): void => {
    for (const socket of sockets) socket.destroy();
    if (printing) clearTimeout(printing);
    printing = null;
    queue.length = 0;
  };

  const answer = (question: string, socket: Socket): void => {
    if (fault === 'silent') return;
    const name = /getvar "([^"]+)"/.exec(question)?.[1];
    if (name) { socket.write(name === 'odometer.total_label_count' ? `"${tray.odometer()}"` : name === 'device.unique_id' ? '"SIM9100-0001"' : '"?"'); return; }
    const command = question.slice(0, 5).toUpperCase();
    if (command.startsWith('~HS') && !(options.isMuteOnError && isBlocked())) socket.write(hostStatusReply(state()));
    else if (command.startsWith('~HQES')) socket.write(hostQueryReply(state()));
    else if (command.startsWith('~HI')) socket.write('\x02SIM9100,V1.0,8,8192KB\x03\r\n');
    else if (command.startsWith('~JA')) queue.length = 0;
    else if (command.startsWith('~PP')) fault = 'paused';
    else if (command.startsWith('~PS') && fault === 'paused') { fault = 'none'; printNext(); }
  };
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    let received = '';
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      bytesUntilCut -= chunk.length;
      if (bytesUntilCut <= 0) { bytesUntilCut = Number.POSITIVE_INFINITY; loseMemory(); return; }
      if (fault === 'frozen') return;
      received += chunk.toString('latin1');
      for (let part = takeNextPart(received); part !== null; part = takeNextPart(received)) {
        received = part.rest;
        if (part.kind === 'question') answer(part.text, socket);
        else if (part.kind === 'label') queue.push(part.text);
      }
      printNext();
    });
  };

  const open = async (): Promise<void> => {
    const opened = createServer(serve);
    await new Promise<void>((resolve, reject) => { opened.once('error', reject); opened.listen(port, '127.0.0.1', resolve); });
    port = (opened.address() as AddressInfo).port;
    server = opened;
  };
  const shut = async (): Promise<void> => {
    loseMemory();
    const closing = server;
    server = null;
    if (closing) await new Promise<void>((resolve) => { closing.close(() => resolve()); });
  };

  await open();
  return {
    port,
    address: `127.0.0.1:${port}`,
    labels: tray.labels,
    renderLabel: tray.render,
    odometer: tray.odometer,
    fault: () => fault,
    setFault: async (next) => {
      fault = next;
      if (next === 'off') await shut();
      else if (!server) await open();
      printNext();
    },
    setFaultAfter: (labelCount, next) => { nextFault = { afterCount: tray.odometer() + labelCount, fault: next }; },
    cutPower: () => { loseMemory(); return Promise.resolve(); },
    cutPowerAfterBytes: (byteCount) => { bytesUntilCut = byteCount; },
    close: async () => { await shut(); await tray.close(); },
  };
}
