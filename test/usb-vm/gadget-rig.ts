/** A USB printer made of the kernel's own gadget: what the driver sends through a real bus comes out of /dev/g_printer0, where our simulated Zebra reads it. */
import { closeSync, constants, existsSync, mkdirSync, openSync, readSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { nodeUsbHost } from '../../printers/drivers/usb-host.ts';
import type { UsbRig } from '../contract/usb-contract.ts';
import { USB_PRINTER } from '../simulators/usb/create-usb-world.ts';
import { createPaperTray } from '../simulators/zebra/paper-tray.ts';
import { readZebraStream } from '../simulators/zebra/read-zebra-stream.ts';
import { createZebraMachine } from '../simulators/zebra/zebra-machine.ts';
import { comesTrue } from '../support/child-program.ts';

const GADGET = '/sys/kernel/config/usb_gadget/packbench';
const CONTROLLER = 'dummy_udc.0';
const PRINTER_SIDE = '/dev/g_printer0';
const HOST_SIDE = '/dev/usb/lp0';
const POLL_MS = 2;
const PRINT_TIME_MS = 20;

export async function plugInGadget(): Promise<UsbRig> {
  describeGadget();
  const tray = createPaperTray({});
  const machine = createZebraMachine({ tray, printTimeMs: PRINT_TIME_MS, isMuteOnError: false });
  const buffer = Buffer.alloc(8_192);
  const state = { file: null as number | null, isStalled: false, bytesUntilUnplug: Number.POSITIVE_INFINITY };
  let take: (chunk: Uint8Array) => void = () => undefined;
  let restart = (): void => undefined;

  const closeFile = (): void => { if (state.file !== null) closeSync(state.file); state.file = null; };
  const unplug = (): void => { writeFileSync(join(GADGET, 'UDC'), '\n'); state.bytesUntilUnplug = Number.POSITIVE_INFINITY; closeFile(); };
  const readOnce = (): boolean => {
    if (state.file === null || state.isStalled) return false;
    const length = tryIo(() => readSync(state.file ?? 0, buffer));
    if (length === null || length === 0) return false;
    const passed = Math.min(length, state.bytesUntilUnplug);
    state.bytesUntilUnplug -= passed;
    take(Uint8Array.from(buffer.subarray(0, passed)));
    if (state.bytesUntilUnplug <= 0) unplug();
    return true;
  };
  // The file is not waited for: a read that waits in the kernel is not woken by the cable that is pulled.
  setInterval(() => { while (readOnce()) { /* as long as there is something */ } }, POLL_MS);

  const plug = async (): Promise<void> => {
    writeFileSync(join(GADGET, 'UDC'), CONTROLLER);
    if (!(await comesTrue(() => existsSync(PRINTER_SIDE) && existsSync(HOST_SIDE), 20_000))) throw new Error('the kernel made no printer of the gadget');
    const file = openSync(PRINTER_SIDE, constants.O_RDWR | constants.O_NONBLOCK);
    state.file = file;
    restart = () => { take = readZebraStream(machine, (text) => { tryIo(() => writeSync(file, text, null, 'latin1')); }); };
    restart();
  };
  await plug();
  return {
    host: nodeUsbHost, plug,
    unplug: () => { unplug(); return Promise.resolve(); },
    unplugAfterBytes: (byteCount) => { state.bytesUntilUnplug = byteCount; },
    setStalled: (isStalled) => { state.isStalled = isStalled; },
    isKernelDriverBound: () => comesTrue(() => existsSync(HOST_SIDE), 2_000),
    labelCount: () => tray.labels().length,
    loseMemory: () => {
      while (readOnce()) { /* half a label that the bus still holds */ }
      machine.loseMemory();
      restart();
    },
  };
}

/** Once; plugging in and out leaves it as it is. */
function describeGadget(): void {
  const put = (path: string, text: string): void => { writeFileSync(join(GADGET, path), text); };
  for (const folder of ['', 'strings/0x409', 'configs/c.1', 'functions/printer.0']) mkdirSync(join(GADGET, folder), { recursive: true });
  put('idVendor', `0x${USB_PRINTER.vendorId.toString(16).padStart(4, '0')}`);
  put('idProduct', `0x${USB_PRINTER.productId.toString(16).padStart(4, '0')}`);
  put('strings/0x409/serialnumber', USB_PRINTER.serialNumber);
  put('strings/0x409/manufacturer', 'Packbench');
  put('strings/0x409/product', 'Virtual label printer');
  put('functions/printer.0/q_len', '10');
  put('functions/printer.0/pnp_string', 'MFG:Zebra Technologies ;CMD:ZPL;MDL:Virtual;');
  symlinkSync(join(GADGET, 'functions/printer.0'), join(GADGET, 'configs/c.1/printer.0'));
}

/** Null where there is nothing to read yet, no room yet, or no cable any more. */
function tryIo(work: () => number): number | null {
  try { return work(); } catch { return null; }
}
