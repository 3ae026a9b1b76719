/** The recorded contract of USB (reference/printing.md B5) on the fake bus, and what our driver makes of it. No real bus was there. */
import { afterEach, describe, expect, test } from 'vitest';
import { createUsbWorld, USB_PRINTER, type UsbWorld } from '../../test/simulators/usb/create-usb-world.ts';
import { createPaperTray, type PaperTray } from '../../test/simulators/zebra/paper-tray.ts';
import { readZebraStream } from '../../test/simulators/zebra/read-zebra-stream.ts';
import { createZebraMachine, type ZebraMachine } from '../../test/simulators/zebra/zebra-machine.ts';
import type { PrinterDriver, PrintRequest } from './driver.ts';
import { nodeUsbHost } from './usb-host.ts';
import { usbLinkTo } from './usb-link.ts';
import { parseUsbAddress, usbAddressOf } from './usb-port.ts';
import { createZebraDriver } from './zebra.ts';

type World = { readonly usb: UsbWorld; readonly machine: ZebraMachine; readonly tray: PaperTray; readonly driver: PrinterDriver };
const worlds: World[] = [];
afterEach(async () => { for (const world of worlds.splice(0)) { world.machine.loseMemory(); world.usb.unplug(); await world.tray.close(); } });

function setup(printTimeMs = 20): World {
  const tray = createPaperTray({});
  const machine = createZebraMachine({ tray, printTimeMs, isMuteOnError: false });
  const usb = createUsbWorld((answer) => readZebraStream(machine, answer));
  const driver = createZebraDriver({ openLink: usbLinkTo(usb.host, usbAddressOf(USB_PRINTER)), dotsPerInch: 203, connectTimeoutMs: 500, answerTimeoutMs: 300, confirmTimeoutMs: 1_500, blockedTimeoutMs: 400, pollMs: 10 });
  const world = { usb, machine, tray, driver };
  worlds.push(world);
  return world;
}

async function label(driver: PrinterDriver, size = 10): Promise<PrintRequest> {
  return { jobId: 'job_1', bytes: Buffer.from(`^XA^FD${'x'.repeat(size)}^FS^XZ\n`), impressions: 1, evidence: (await driver.readEvidence('job_1')) ?? { kind: 'none' } };
}

describe('a Zebra on USB', () => {
  test('is taken from the kernel, prints, proves it, and is given back', async () => {
    const { usb, driver, tray } = setup();
    expect((await driver.send(await label(driver, 50_000), () => undefined)).kind).toBe('confirmed');
    expect([tray.labels().length, usb.isKernelDriverBound()]).toEqual([1, true]);
  });

  test('that another program holds is offline with the reason, and nothing is sent', async () => {
    const { usb, driver } = setup();
    usb.setHeldByOther(true);
    expect(await driver.send({ ...(await label(driver)), evidence: { kind: 'none' } }, () => undefined)).toMatchObject({ kind: 'nothing_sent', status: { condition: 'offline', detail: expect.stringContaining('busy') as string } });
  });

  test('pulled out in mid-job is in doubt; plugged in anywhere else it is found by its serial and its count decides', async () => {
    const { usb, driver, machine, tray } = setup();
    const job = await label(driver, 50_000);
    usb.unplugAfterBytes(20_000);
    expect((await driver.send(job, () => undefined)).kind).toBe('uncertain');
    expect((await driver.settle(job)).kind).toBe('later');
    machine.loseMemory();
    usb.plug();
    expect((await driver.settle(job)).kind).toBe('not_printed');
    expect((await driver.send(job, () => undefined)).kind).toBe('confirmed');
    expect(tray.labels()).toHaveLength(1);
  });

  test('that stops taking bytes is in doubt, never "sent"', async () => {
    const { usb, driver } = setup();
    const job = await label(driver);
    const sending = driver.send(job, () => usb.setStalled(true));
    usb.setStalled(false);
    expect(['confirmed', 'uncertain']).toContain((await sending).kind);
    usb.setStalled(true);
    expect((await driver.send(job, () => undefined)).kind).toBe('nothing_sent');
  });

  test('two questions never share the device', async () => {
    const { driver } = setup();
    const answers = await Promise.all([driver.readStatus(), driver.readEvidence('a'), driver.readEvidence('b')]);
    expect(answers.slice(1)).toEqual([{ kind: 'zebra', serial: 'SIM9100-0001', odometerLabels: 0 }, { kind: 'zebra', serial: 'SIM9100-0001', odometerLabels: 0 }]);
  });
});

test('a machine without a USB bus has no USB printers, and that is no error', async () => {
  expect(Array.isArray(await nodeUsbHost.listDevices())).toBe(true);
});

test.each([['0a5f:0120:ZBR1', { vendorId: 0x0a5f, productId: 0x0120, serialNumber: 'ZBR1' }], ['0a5f:0120', { vendorId: 0x0a5f, productId: 0x0120, serialNumber: '' }], ['usb1', null], ['0a5f', null]])('the address %s', (text, expected) => {
  expect(parseUsbAddress(text)).toEqual(expected);
});

test('an address that cannot be one is refused at start', () => {
  expect(() => usbLinkTo(nodeUsbHost, 'printer')).toThrow(/vendor:product:serial/);
});
