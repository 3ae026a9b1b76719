/** The contract of USB on the simulated bus; `npm run test:usb-vm` holds the real library and a real kernel to the same list. */
import { afterEach, describe, expect, test } from 'vitest';
import { USB_CONTRACT } from '../../test/contract/usb-contract.ts';
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

async function label(driver: PrinterDriver): Promise<PrintRequest> {
  return { jobId: 'job_1', bytes: Buffer.from('^XA^FDx^FS^XZ\n'), impressions: 1, evidence: (await driver.readEvidence('job_1')) ?? { kind: 'none' } };
}

describe('the contract of USB, on the simulated bus', () => {
  test.each(USB_CONTRACT.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    const { usb, machine, tray } = setup();
    await expect(run({
      ...usb, plug: () => Promise.resolve(usb.plug()), unplug: () => Promise.resolve(usb.unplug()), isKernelDriverBound: () => Promise.resolve(usb.isKernelDriverBound()),
      labelCount: () => tray.labels().length, loseMemory: () => { machine.loseMemory(); },
    })).resolves.toBeUndefined();
  });
});

describe('a Zebra on USB', () => {
  test('that another program holds is offline with the reason, and nothing is sent', async () => {
    const { usb, driver } = setup();
    usb.setHeldByOther(true);
    expect(await driver.send({ ...(await label(driver)), evidence: { kind: 'none' } }, () => undefined)).toMatchObject({ kind: 'nothing_sent', status: { condition: 'offline', detail: expect.stringContaining('busy') as string } });
  });

  test('that takes no byte at all has printed nothing', async () => {
    const { usb, driver } = setup();
    const job = await label(driver);
    usb.setStalled(true);
    expect((await driver.send(job, () => undefined)).kind).toBe('nothing_sent');
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
