/** Setting a printer up while the station runs: a lead's act, kept over a restart, in use at once. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PrinterSetup } from '../../domain/printing/printer-setup.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, ROBIN_BADGE, type PackingStation } from '../../test/support/packing-station.ts';
import { startZebra, type Zebra } from '../../test/simulators/zebra/start-zebra.ts';
import type { StationContext } from '../station-context.ts';
import { openPrinterRoom, type PrinterRoom } from './open-printer-room.ts';
import { orderPrinters, readPrinters, removePrinter, savePrinter } from './set-up-printers.ts';
import { calibratePrinter, printTestPage } from './try-printer.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => { for (const one of undo.splice(0).toReversed()) await one(); });

const thermalAt = (address: string, printerId = 'thermal'): PrinterSetup => ({ printerId, name: 'Bench thermal', driver: 'tcp9100', address, roles: ['label'], language: 'zpl', dotsPerInch: 203 });

type World = { readonly station: PackingStation; readonly zebra: Zebra; readonly context: StationContext; readonly room: PrinterRoom };

async function setupStation(): Promise<World> {
  const zebra = await startZebra({ printTimeMs: 20 });
  const station = openPackingStation({ printers: [] });
  const context: StationContext = { ...station.context, get config() { return { ...station.context.config, printers: station.context.db.read((tx) => readPrinters(tx, [])) }; } };
  const room = openPrinterRoom(context);
  undo.push(() => station.destroy(), () => zebra.close(), () => room.close());
  return { station, zebra, context, room };
}

describe('a printer set up on the screen', () => {
  test('prints what waited for it, once, and is still there after a restart', async () => {
    const { station, zebra, context, room } = await setupStation();
    station.putOrder(makePackOrder(1001));
    for (const code of [ROBIN_BADGE, '#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
    expect(savePrinter(context, [], thermalAt(zebra.address))).toEqual({ ok: true, message: null });
    await room.reload();
    await vi.waitFor(() => { station.pass(50); room.wake(); expect(station.jobs('prc_1001').find((job) => job.document === 'label')?.state).toBe('confirmed'); }, { timeout: 15_000, interval: 20 });
    expect(zebra.labels()).toHaveLength(1);
    expect(station.context.db.read((tx) => readPrinters(tx, [])).map((printer) => printer.name)).toEqual(['Bench thermal']);
  });

  test('prints a test page and is measured; its count then proves nothing about an older job', async () => {
    const { station, zebra, context, room } = await setupStation();
    station.scan(ROBIN_BADGE);
    savePrinter(context, [], thermalAt(zebra.address));
    await room.reload();
    expect(await printTestPage(context, room, 'thermal')).toMatchObject({ ok: true, message: { key: 'setup.test.confirmed' } });
    expect(zebra.labels()[0]?.zpl).toContain('PACKBENCH-TEST');
    expect(await calibratePrinter(context, room, 'thermal')).toMatchObject({ ok: true });
    expect(await room.find('thermal')?.driver.describe?.()).toEqual({ model: 'SIM9100', serial: 'SIM9100-0001', dotsPerInch: 203, widthDots: 812, lengthDots: 1225, media: [] });
  });
});

describe('what is refused', () => {
  test('a packer changes no printer and prints no test page', async () => {
    const { station, context, room } = await setupStation();
    station.scan(ALEX_BADGE);
    const printer = thermalAt('10.0.0.5:9100');
    expect([savePrinter(context, [], printer), removePrinter(context, 'thermal'), orderPrinters(context, ['thermal'])].map((answer) => answer.message?.key)).toEqual(['setup.leadOnly', 'setup.leadOnly', 'setup.leadOnly']);
    expect((await printTestPage(context, room, 'thermal')).message?.key).toBe('setup.unknownPrinter');
  });

  test.each<[string, Partial<PrinterSetup>]>([
    ['setup.badAddress', { address: 'host:port:9' }],
    ['setup.badAddress', { driver: 'usb', address: 'the white one' }],
    ['setup.fault.ReceiptPrinterForLabels', { language: 'escpos' }],
    ['setup.fault.LanguageNotSpoken', { driver: 'ipp', address: 'ipp://10.0.0.5/ipp/print' }],
    ['setup.fixed', { printerId: 'fixed' }],
  ])('%s for %j', async (key, change) => {
    const { station, context } = await setupStation();
    station.scan(ROBIN_BADGE);
    expect(savePrinter(context, [thermalAt('10.0.0.9', 'fixed')], { ...thermalAt('10.0.0.5:9100'), ...change }).message?.key).toBe(key);
  });

  test('printers of the configuration stand first and cannot be shadowed', async () => {
    const { station, context } = await setupStation();
    station.scan(ROBIN_BADGE);
    for (const id of ['a', 'b']) savePrinter(context, [], thermalAt('10.0.0.5:9100', id));
    orderPrinters(context, ['b', 'a']);
    expect(context.db.read((tx) => readPrinters(tx, [thermalAt('10.0.0.9', 'a')])).map((printer) => [printer.printerId, printer.address])).toEqual([['a', '10.0.0.9'], ['b', '10.0.0.5:9100']]);
  });
});
