/** The benches: one for each class of driver. Timings are short, so that "never" is half a second. */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { createEscposDriver } from '../../../printers/drivers/escpos.ts';
import { createFolderDriver } from '../../../printers/drivers/folder.ts';
import { createIppDriver } from '../../../printers/drivers/ipp.ts';
import { createRawDriver } from '../../../printers/drivers/raw.ts';
import { createSpoolerDriver } from '../../../printers/drivers/spooler.ts';
import { tcpLinkTo } from '../../../printers/drivers/tcp-link.ts';
import { usbAddressOf } from '../../../printers/drivers/usb-port.ts';
import { usbLinkTo } from '../../../printers/drivers/usb-link.ts';
import { createZebraDriver } from '../../../printers/drivers/zebra.ts';
import { rasterCommands } from '../../../printers/escpos/commands.ts';
import { readEplStream } from '../../simulators/epl/read-epl-stream.ts';
import { readEscposStream } from '../../simulators/escpos/read-escpos-stream.ts';
import { startLaser } from '../../simulators/laser/start-laser.ts';
import { startPaperPrinter, type PaperPrinterServer, type ReadStream } from '../../simulators/start-paper-printer.ts';
import { startPrinterLine, type PrinterLine } from '../../simulators/printer-line/start-printer-line.ts';
import { createUsbWorld, USB_PRINTER } from '../../simulators/usb/create-usb-world.ts';
import { createPaperTray } from '../../simulators/zebra/paper-tray.ts';
import { readZebraStream } from '../../simulators/zebra/read-zebra-stream.ts';
import { startZebra } from '../../simulators/zebra/start-zebra.ts';
import { createZebraMachine } from '../../simulators/zebra/zebra-machine.ts';
import type { Rig, RigFault, RigName } from './rig.ts';

const TIMINGS = { connectTimeoutMs: 800, answerTimeoutMs: 800, confirmTimeoutMs: 2_500, blockedTimeoutMs: 500, pollMs: 15 } as const;
const FILLER = 'x'.repeat(30_000);
const ZPL_JOB = Buffer.from(`^XA^FD${FILLER}^FS^XZ\n`);

export const RIGS: Readonly<Record<RigName, (printTimeMs: number) => Promise<Rig>>> = {
  'zebra tcp': zebraOnTcp, 'zebra usb': zebraOnUsb, 'escpos tcp': escposOnTcp, 'epl tcp': eplOnTcp, ipp: laserByIpp, spooler: laserBySpooler, folder,
};

/** Faults of the cable, which every printer on TCP has. */
async function spoilLine(line: PrinterLine, fault: RigFault): Promise<void> {
  if (fault === 'refused' || fault === 'off') await line.setMode('refused');
  if (fault === 'hanging') await line.setMode('hanging');
  if (fault === 'mute') await line.setMode('mute');
}

async function zebraOnTcp(printTimeMs: number): Promise<Rig> {
  const zebra = await startZebra({ printTimeMs });
  const line = await startPrinterLine(zebra.port);
  return {
    makeDriver: () => createZebraDriver({ openLink: tcpLinkTo({ host: '127.0.0.1', port: line.port }), dotsPerInch: 203, ...TIMINGS }),
    job: ZPL_JOB, printed: () => zebra.labels().length, faults: ['off', 'refused', 'hanging', 'out_of_paper', 'head_open', 'mute'], hasMemory: true, endsSent: false,
    setFault: async (fault) => {
      if (fault === 'off' || fault === 'out_of_paper' || fault === 'head_open') await zebra.setFault(fault);
      await spoilLine(line, fault);
    },
    heal: async () => { await zebra.setFault('none'); await line.setMode('open'); },
    onTaken: (listener) => zebra.onLabelTaken(listener),
    cutPower: () => zebra.cutPower(),
    cutUploadAt: (share) => { line.cutAfterBytes(Math.floor(ZPL_JOB.length * share)); return true; },
    cutLine: () => line.cut(),
    close: async () => { await line.close(); await zebra.close(); },
  };
}

function zebraOnUsb(printTimeMs: number): Promise<Rig> {
  const tray = createPaperTray({});
  const machine = createZebraMachine({ tray, printTimeMs, isMuteOnError: false });
  const world = createUsbWorld((answer) => readZebraStream(machine, answer));
  return Promise.resolve({
    makeDriver: () => createZebraDriver({ openLink: usbLinkTo(world.host, usbAddressOf(USB_PRINTER)), dotsPerInch: 203, ...TIMINGS }),
    job: ZPL_JOB, printed: () => tray.labels().length, faults: ['off', 'refused', 'hanging', 'out_of_paper', 'head_open', 'mute'], hasMemory: true, endsSent: false,
    setFault: (fault) => {
      if (fault === 'off') { machine.loseMemory(); world.unplug(); }
      if (fault === 'refused') world.setHeldByOther(true);
      if (fault === 'hanging') world.setStalled(true);
      if (fault === 'mute') world.setMute(true);
      if (fault === 'out_of_paper' || fault === 'head_open') machine.setFault(fault);
      return Promise.resolve();
    },
    heal: () => { machine.setFault('none'); world.setHeldByOther(false); world.setStalled(false); world.setMute(false); world.plug(); return Promise.resolve(); },
    onTaken: (listener) => machine.onLabelTaken(listener),
    // The bus has the power of the station: what goes is the printer, and the cable looks pulled.
    cutPower: () => { machine.loseMemory(); world.unplug(); world.plug(); },
    cutUploadAt: (share) => { world.unplugAfterBytes(Math.floor(ZPL_JOB.length * share)); return true; },
    cutLine: () => { world.unplug(); world.plug(); },
    close: async () => { machine.loseMemory(); world.unplug(); await tray.close(); },
  });
}

function escposOnTcp(printTimeMs: number): Promise<Rig> {
  const raster = rasterCommands({ bytesPerRow: 72, height: 400, rows: new Uint8Array(72 * 400).fill(0x55) });
  const job = new Uint8Array(Buffer.concat([Buffer.from('\x1b@', 'latin1'), raster, Buffer.from('\x1dV\x42\x10', 'latin1')]));
  return paperOnTcp(readEscposStream, job, { printTimeMs, endsSent: false }, (line) => createEscposDriver({ openLink: tcpLinkTo({ host: '127.0.0.1', port: line.port }), dotsPerInch: 203, ...TIMINGS }));
}

function eplOnTcp(printTimeMs: number): Promise<Rig> {
  const job = new Uint8Array(Buffer.concat([Buffer.from('\r\nN\r\nq800\r\nGW0,0,100,300,', 'latin1'), new Uint8Array(30_000).fill(0x0a), Buffer.from('\r\nP1\r\n', 'latin1')]));
  return paperOnTcp(readEplStream, job, { printTimeMs, endsSent: true }, (line) => createRawDriver({
    openLink: tcpLinkTo({ host: '127.0.0.1', port: line.port }), dotsPerInch: 203, language: 'epl', asksEpl: true, connectTimeoutMs: 800, answerTimeoutMs: 800, pieceTimeoutMs: 800, lingerMs: 200,
  }));
}

async function paperOnTcp(read: ReadStream, job: Uint8Array, { printTimeMs, endsSent }: { readonly printTimeMs: number; readonly endsSent: boolean }, makeDriver: (line: PrinterLine) => ReturnType<Rig['makeDriver']>): Promise<Rig> {
  const printer: PaperPrinterServer = await startPaperPrinter(read, printTimeMs);
  const line = await startPrinterLine(printer.port);
  return {
    makeDriver: () => makeDriver(line), job, printed: () => printer.machine.papers().length, faults: ['off', 'refused', 'hanging', 'out_of_paper', 'head_open', 'mute'], hasMemory: true, endsSent,
    setFault: async (fault) => {
      if (fault === 'off') printer.cutPower();
      await spoilLine(line, fault);
      if (fault === 'out_of_paper' || fault === 'head_open') printer.machine.setFault(fault);
    },
    heal: async () => { printer.machine.setFault('none'); await line.setMode('open'); },
    onTaken: (listener) => printer.machine.onTaken(listener),
    cutPower: () => printer.cutPower(),
    cutUploadAt: (share) => { line.cutAfterBytes(Math.floor(job.length * share)); return true; },
    cutLine: () => line.cut(),
    close: async () => { await line.close(); await printer.close(); },
  };
}

async function laserByIpp(printTimeMs: number): Promise<Rig> {
  return laserOnLine({ printTimeMs, endsSent: false, acknowledges: true }, (address) => createIppDriver({ address, dotsPerInch: 600, language: 'pdf', ...TIMINGS }));
}

async function laserBySpooler(printTimeMs: number): Promise<Rig> {
  return laserOnLine({ printTimeMs, endsSent: true }, (address) => createSpoolerDriver({ address, dotsPerInch: 600, language: 'pdf', answerTimeoutMs: 800, spoolTimeoutMs: 2_500, pollMs: 15 }));
}

/** Bytes that do not compress, so that the upload takes a while. */
async function longPdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([288, 432]);
  await pdf.attach(Uint8Array.from({ length: 30_000 }, (_, index) => (index * 7919) % 251), 'filler.bin');
  return pdf.save();
}

async function laserOnLine({ printTimeMs, ...kind }: { readonly printTimeMs: number; readonly endsSent: boolean; readonly acknowledges?: boolean }, makeDriver: (address: string) => ReturnType<Rig['makeDriver']>): Promise<Rig> {
  const laser = await startLaser({ printTimeMs });
  const line = await startPrinterLine(laser.port);
  const job = await longPdf();
  return {
    makeDriver: () => makeDriver(`http://127.0.0.1:${line.port}/ipp/print`), job, printed: () => laser.documents().length, faults: ['off', 'refused', 'hanging', 'out_of_paper', 'head_open', 'mute'], hasMemory: true, ...kind,
    setFault: async (fault) => {
      if (fault === 'off') await laser.setFault('off');
      if (fault === 'out_of_paper') await laser.setFault('media_empty');
      if (fault === 'head_open') await laser.setFault('stopped');
      await spoilLine(line, fault);
    },
    heal: async () => { await laser.setFault('none'); await line.setMode('open'); },
    onTaken: (listener) => laser.onDocument(listener),
    cutPower: () => laser.cutPower(),
    cutUploadAt: (share) => { line.cutAfterBytes(Math.floor(job.length * share)); return true; },
    cutLine: () => line.cut(),
    close: async () => { await line.close(); await laser.close(); },
  };
}

/** No printer that we know of: what is in the folder counts as printed. */
function folder(): Promise<Rig> {
  const home = mkdtempSync(join(tmpdir(), 'packbench-matrix-folder-'));
  const path = join(home, 'out');
  mkdirSync(path);
  const away = join(home, 'away');
  return Promise.resolve({
    makeDriver: () => createFolderDriver({ path, dotsPerInch: 600, language: 'pdf' }),
    job: Buffer.from('%PDF-1.4 a page'), faults: ['off', 'refused'], hasMemory: false, endsSent: true,
    printed: () => [path, away].flatMap((one) => { try { return readdirSync(one); } catch { return []; } }).filter((name) => !name.startsWith('.')).length,
    setFault: (fault) => { renameSync(path, away); if (fault === 'refused') writeFileSync(path, 'a file, not a folder'); return Promise.resolve(); },
    heal: () => {
      try { readdirSync(away); } catch { return Promise.resolve(); }
      rmSync(path, { force: true });
      renameSync(away, path);
      return Promise.resolve();
    },
    onTaken: () => undefined, cutPower: () => undefined, cutUploadAt: () => false, cutLine: () => undefined,
    close: () => { rmSync(home, { recursive: true, force: true }); return Promise.resolve(); },
  });
}
