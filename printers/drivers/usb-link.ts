/** A link over USB bulk transfers: found by its serial, taken from the kernel's driver, given back after the conversation. */
import { askOver, createInbox, type ByteLink, type Inbox, type OpenLink } from './byte-link.ts';
import { parseUsbAddress, printerInterface, type UsbDevicePort, type UsbHost, type UsbInterface } from './usb-port.ts';

/** One USB 2 bulk buffer of a small printer. Small pieces, so that a stall costs one of them and not the whole job. */
const PIECE_BYTES = 4_096;
const READ_BYTES = 4_096;
/** Also how long closing takes at most: a read that was begun is waited for. */
const READ_TIMEOUT_MS = 40;

/** Throws on an address that cannot be one: a wrong setting must be seen at start. */
export function usbLinkTo(host: UsbHost, address: string): OpenLink {
  const wanted = parseUsbAddress(address);
  if (!wanted) throw new Error(`A USB printer's address is vendor:product:serial in hexadecimal (0a5f:0120:ZBR123), not ${JSON.stringify(address)}`);
  return async (timeoutMs, onFailure) => {
    try {
      const devices = await host.listDevices();
      const device = devices.find((one) => one.vendorId === wanted.vendorId && one.productId === wanted.productId && (wanted.serialNumber === '' || one.serialNumber === wanted.serialNumber));
      if (!device) { onFailure('not plugged in'); return null; }
      return await withTimeout(openDevice(device), timeoutMs);
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error));
      return null;
    }
  };
}

async function openDevice(device: UsbDevicePort): Promise<ByteLink> {
  await device.open();
  const used = printerInterface(device);
  if (!used) { await device.close(); throw new Error('the device has no printer interface'); }
  try {
    const wasDetached = await claim(device, used.interfaceNumber);
    return wrapDevice(device, used, wasDetached);
  } catch (error) {
    await device.close();
    throw error;
  }
}

/** True when the kernel's own printer driver had to be sent away, and wants to be called back. */
async function claim(device: UsbDevicePort, interfaceNumber: number): Promise<boolean> {
  try {
    await device.claimInterface(interfaceNumber);
    return false;
  } catch (error) {
    if (!/busy/i.test(String(error))) throw error;
  }
  await device.detachKernelDriver(interfaceNumber);
  await device.claimInterface(interfaceNumber);
  return true;
}

function wrapDevice(device: UsbDevicePort, used: UsbInterface, wasDetached: boolean): ByteLink {
  const inbox = createInbox();
  const endpoint = (direction: 'in' | 'out'): number | null => used.alternate.endpoints.find((one) => one.direction === direction && one.type === 'bulk')?.endpointNumber ?? null;
  const [into, out] = [endpoint('in'), endpoint('out')];
  const reading = into === null ? Promise.resolve() : readAll(device, into, inbox);
  const write = async (bytes: Uint8Array, timeoutMs: number): Promise<boolean> => {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      if (out === null || !inbox.isOpen()) return false;
      try {
        await device.transferOut(out, bytes.subarray(at, at + PIECE_BYTES), timeoutMs);
      } catch {
        // How much of the piece went out is not told, so nothing more may follow it: the job would be spliced.
        inbox.fail();
        return false;
      }
    }
    return true;
  };
  return {
    ask: (question, parse, timeoutMs, keeps = false) => askOver(inbox, (text) => { void write(Buffer.from(text, 'latin1'), timeoutMs); }, question, parse, { timeoutMs, keeps }),
    write,
    isOpen: () => inbox.isOpen(),
    close: async () => { inbox.fail(); await reading; await giveBack(device, used.interfaceNumber, wasDetached); },
  };
}

/** `Cancelled` only means that nothing came. Anything else ends the link. */
async function readAll(device: UsbDevicePort, endpointNumber: number, inbox: Inbox): Promise<void> {
  while (inbox.isOpen()) {
    try {
      const bytes = await device.transferIn(endpointNumber, READ_BYTES, READ_TIMEOUT_MS);
      inbox.take(Buffer.from(bytes).toString('latin1'));
    } catch (error) {
      if (!/cancelled/i.test(String(error))) inbox.fail();
    }
  }
}

/** After an unplug each of these fails, and nothing is left to give back. */
async function giveBack(device: UsbDevicePort, interfaceNumber: number, wasDetached: boolean): Promise<void> {
  const steps = [() => device.releaseInterface(interfaceNumber), ...(wasDetached ? [() => device.attachKernelDriver(interfaceNumber)] : []), () => device.close()];
  for (const step of steps) {
    try { await step(); } catch { continue; }
  }
}

/** A device that opens after we have stopped waiting is closed again. */
function withTimeout(work: Promise<ByteLink>, timeoutMs: number): Promise<ByteLink> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => { isLate = true; reject(new Error(`no answer in ${timeoutMs} ms`)); }, timeoutMs);
    work.then(
      (link) => { clearTimeout(timer); if (isLate) void link.close(); else resolve(link); },
      (error: unknown) => { clearTimeout(timer); reject(error instanceof Error ? error : new Error(String(error))); },
    );
  });
}
