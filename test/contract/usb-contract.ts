/**
 * What our driver counts on of a USB bus with a printer (reference/printing.md B5), in one list for two buses: the simulated one in `npm test`, and
 * the real library on a real kernel in `npm run test:usb-vm`.
 */
import assert from 'node:assert/strict';
import type { PrinterDriver, PrintRequest } from '../../printers/drivers/driver.ts';
import { usbLinkTo } from '../../printers/drivers/usb-link.ts';
import { printerInterface, usbAddressOf, type UsbDevicePort, type UsbHost } from '../../printers/drivers/usb-port.ts';
import { createZebraDriver } from '../../printers/drivers/zebra.ts';
import { USB_PRINTER } from '../simulators/usb/create-usb-world.ts';

export type UsbRig = {
  readonly host: UsbHost;
  /** Both return when the bus knows of it. */
  plug(): Promise<void>;
  unplug(): Promise<void>;
  /** As soon as the printer has taken so many. */
  unplugAfterBytes(byteCount: number): void;
  setStalled(isStalled: boolean): void;
  isKernelDriverBound(): Promise<boolean>;
  labelCount(): number;
  /** Switched off: what was in its buffer is gone, its count is not. */
  loseMemory(): void;
};
export type UsbCase = { readonly name: string; readonly run: (rig: UsbRig) => Promise<void> };

/** More than a bus and a printer hold between them. */
const LARGE_BYTES = 400_000;
const QUICK_MS = 400;
const IMPATIENT_MS = 1_000;
const PATIENT_MS = 10_000;

export const USB_CONTRACT: readonly UsbCase[] = [
  {
    name: 'the kernel has the printer first: it is busy until the kernel\'s driver is sent away, which comes back when it is called',
    run: async (rig) => {
      const device = await find(rig);
      assert.equal(await rig.isKernelDriverBound(), true);
      await device.open();
      await assert.rejects(device.claimInterface(0), /busy/i);
      await device.detachKernelDriver(0);
      await device.claimInterface(0);
      await device.releaseInterface(0);
      await device.attachKernelDriver(0);
      await device.close();
      assert.equal(await rig.isKernelDriverBound(), true);
    },
  },
  {
    name: 'a question is answered, and a read with nothing to read ends as Cancelled',
    run: (rig) => withDevice(rig, async (device, [out, into]) => {
      assert.equal(await device.transferOut(out, Buffer.from('~HS\r\n'), PATIENT_MS), 5);
      assert.equal((await device.transferIn(into, 4_096, PATIENT_MS)).length, 82);
      await assert.rejects(device.transferIn(into, 4_096, QUICK_MS), /cancelled/i);
    }),
  },
  {
    name: 'a printer that takes no more bytes ends a write as Cancelled',
    run: (rig) => withDevice(rig, async (device, [out]) => {
      rig.setStalled(true);
      await assert.rejects(device.transferOut(out, Buffer.alloc(LARGE_BYTES, '\n'), QUICK_MS), /cancelled/i);
      rig.setStalled(false);
    }),
  },
  {
    name: 'a cable that is pulled ends the write and everything after it; plugged in again it is another device with the same serial',
    run: async (rig) => {
      await withDevice(rig, async (device, [out]) => {
        rig.unplugAfterBytes(20_000);
        await assert.rejects(device.transferOut(out, Buffer.alloc(LARGE_BYTES, '\n'), PATIENT_MS), /fault|disconnected|cancelled|stall/i);
        await assert.rejects(device.transferOut(out, Buffer.from('\n'), QUICK_MS));
      });
      assert.deepEqual(await rig.host.listDevices().then((devices) => devices.filter(isOurs)), []);
      await rig.plug();
      assert.equal((await find(rig)).serialNumber, USB_PRINTER.serialNumber);
    },
  },
  {
    name: 'a label is taken to paper once and proven by the printer\'s count, and the kernel\'s driver is called back',
    run: async (rig) => {
      const [driver, before] = [driverOf(rig), rig.labelCount()];
      assert.equal((await driver.send(await label(driver, 50_000), () => undefined)).kind, 'confirmed');
      assert.equal(rig.labelCount() - before, 1);
      assert.equal(await rig.isKernelDriverBound(), true);
    },
  },
  {
    name: 'a cable that is pulled in mid-job leaves it in doubt; plugged in again, the printer\'s count says that nothing came out',
    run: async (rig) => {
      const [driver, before] = [driverOf(rig), rig.labelCount()];
      const job = await label(driver, 200_000);
      rig.unplugAfterBytes(20_000);
      assert.equal((await driver.send(job, () => undefined)).kind, 'uncertain');
      assert.equal((await driver.settle(job)).kind, 'later');
      rig.loseMemory();
      await rig.plug();
      assert.equal((await driver.settle(job)).kind, 'not_printed');
      assert.equal((await driver.send(job, () => undefined)).kind, 'confirmed');
      assert.equal(rig.labelCount() - before, 1);
    },
  },
  {
    name: 'a printer that stops taking bytes in mid-job leaves it in doubt, never "sent"',
    run: async (rig) => {
      const driver = driverOf(rig, IMPATIENT_MS);
      const job = await label(driver, LARGE_BYTES);
      const outcome = await driver.send(job, () => { rig.setStalled(true); });
      rig.setStalled(false);
      assert.equal(outcome.kind, 'uncertain');
      rig.loseMemory();
    },
  },
  {
    name: 'questions that are asked at once are answered one after the other',
    run: async (rig) => {
      const driver = driverOf(rig);
      const [status, ...evidence] = await Promise.all([driver.readStatus(), driver.readEvidence('a'), driver.readEvidence('b')]);
      assert.equal(status.condition, 'ready');
      assert.deepEqual(evidence.map((one) => one?.kind), ['zebra', 'zebra']);
    },
  },
];

const isOurs = (device: UsbDevicePort): boolean => device.vendorId === USB_PRINTER.vendorId && device.productId === USB_PRINTER.productId;

async function find(rig: UsbRig): Promise<UsbDevicePort> {
  const device = (await rig.host.listDevices()).find(isOurs);
  assert(device, 'the printer is on the bus');
  return device;
}

/** Opened, claimed, and given back whatever happens; the numbers of its bulk endpoints, out and in. */
async function withDevice(rig: UsbRig, work: (device: UsbDevicePort, endpoints: readonly [out: number, into: number]) => Promise<void>): Promise<void> {
  const device = await find(rig);
  await device.open();
  const endpoints = printerInterface(device)?.alternate.endpoints.filter((one) => one.type === 'bulk') ?? [];
  const number = (direction: 'in' | 'out'): number => endpoints.find((one) => one.direction === direction)?.endpointNumber ?? 0;
  await device.detachKernelDriver(0);
  await device.claimInterface(0);
  try {
    await work(device, [number('out'), number('in')]);
  } finally {
    for (const step of [() => device.releaseInterface(0), () => device.attachKernelDriver(0), () => device.close()]) await step().catch(() => undefined);
  }
}

function driverOf(rig: UsbRig, confirmTimeoutMs = PATIENT_MS): PrinterDriver {
  return createZebraDriver({ openLink: usbLinkTo(rig.host, usbAddressOf(USB_PRINTER)), dotsPerInch: 203, connectTimeoutMs: 5_000, answerTimeoutMs: 2_000, confirmTimeoutMs, blockedTimeoutMs: 1_000, pollMs: 20 });
}

async function label(driver: PrinterDriver, size: number): Promise<PrintRequest> {
  return { jobId: 'job_1', bytes: Buffer.from(`^XA^FD${'x'.repeat(size)}^FS^XZ\n`), impressions: 1, evidence: (await driver.readEvidence('job_1')) ?? { kind: 'none' } };
}
