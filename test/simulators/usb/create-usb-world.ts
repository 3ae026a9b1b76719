/**
 * A USB bus with one printer, behind the port that the driver uses. Each answer and error is the one that was recorded from `usb` 3.1 and a real
 * kernel (reference/printing.md B5): busy while usblp has it, `Cancelled` after the timeout, `Disconnected` once the cable is gone.
 */
import { PRINTER_CLASS, type UsbDevicePort, type UsbHost } from '../../../printers/drivers/usb-port.ts';

export type UsbWorld = {
  readonly host: UsbHost;
  plug(): void;
  /** Transfers that are under way fail with `Fault`, later ones with `Disconnected`. */
  unplug(): void;
  /** The printer takes no more bytes: writes end in `Cancelled`. */
  setStalled(isStalled: boolean): void;
  /** Another program holds the interface, and detaching the kernel's driver does not help. */
  setHeldByOther(isHeld: boolean): void;
  /** What the printer says is lost on the way. */
  setMute(isMute: boolean): void;
  unplugAfterBytes(byteCount: number): void;
  isKernelDriverBound(): boolean;
};

export type UsbPrinterStream = (answer: (text: string) => void) => (chunk: Uint8Array) => void;

export const USB_PRINTER = { vendorId: 0x0a5f, productId: 0x0120, serialNumber: 'SIMUSB-0001' } as const;

export function createUsbWorld(stream: UsbPrinterStream): UsbWorld {
  const state = { isPlugged: true, isStalled: false, isHeld: false, isMute: false, isKernelBound: true, isOpen: false, isClaimed: false, bytesUntilUnplug: Number.POSITIVE_INFINITY, plugCount: 1 };
  let answers = '';
  let wake: (() => void) | null = null;
  let breakTransfers: (() => void)[] = [];
  let take: (chunk: Uint8Array) => void = () => undefined;

  const unplug = (): void => {
    Object.assign(state, { isPlugged: false, isOpen: false, isClaimed: false, bytesUntilUnplug: Number.POSITIVE_INFINITY });
    for (const broken of breakTransfers.splice(0)) broken();
  };
  const plug = (): void => { if (!state.isPlugged) Object.assign(state, { isPlugged: true, isKernelBound: true, plugCount: state.plugCount + 1 }); };
  /** Ends in `Cancelled` after the timeout, or in `Fault` when the cable is pulled meanwhile. */
  const wait = <T>(timeoutMs: number, begin: (done: (value: T) => void) => void): Promise<T> => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('transfer error: Cancelled')), timeoutMs);
    breakTransfers.push(() => { clearTimeout(timer); reject(new Error('transfer error: Fault')); });
    begin((value) => { clearTimeout(timer); resolve(value); });
  });

  const makeDevice = (plugCount: number): UsbDevicePort => {
    const check = (): void => { if (!state.isPlugged || plugCount !== state.plugCount) throw new Error('device error: Disconnected'); };
    return {
      ...USB_PRINTER, productName: 'Simulated label printer', manufacturerName: 'Packbench',
      interfaces: () => [{ interfaceNumber: 0, alternate: { interfaceClass: PRINTER_CLASS, endpoints: [{ endpointNumber: 1, direction: 'out', type: 'bulk' }, { endpointNumber: 2, direction: 'in', type: 'bulk' }] } }],
      open: async () => { await Promise.resolve(); check(); state.isOpen = true; },
      close: async () => { await Promise.resolve(); check(); state.isOpen = false; },
      claimInterface: async () => {
        await Promise.resolve();
        check();
        if (state.isKernelBound || state.isHeld || state.isClaimed) throw new Error('claimInterface error: interface is busy (errno 16)');
        state.isClaimed = true;
        answers = '';
        take = stream((text) => { if (!state.isMute) { answers += text; wake?.(); } });
      },
      releaseInterface: async () => { await Promise.resolve(); check(); state.isClaimed = false; },
      detachKernelDriver: async () => { await Promise.resolve(); check(); state.isKernelBound = false; },
      attachKernelDriver: async () => { await Promise.resolve(); check(); state.isKernelBound = true; },
      transferOut: async (_endpoint, bytes, timeoutMs) => {
        await Promise.resolve();
        check();
        if (state.isStalled) return wait<number>(timeoutMs, () => undefined);
        const passed = Math.min(bytes.length, state.bytesUntilUnplug);
        state.bytesUntilUnplug -= passed;
        take(bytes.subarray(0, passed));
        if (state.bytesUntilUnplug <= 0) { unplug(); throw new Error('transfer error: Fault'); }
        return bytes.length;
      },
      transferIn: async (_endpoint, length, timeoutMs) => {
        await Promise.resolve();
        check();
        const deliver = (): Uint8Array => { const part = answers.slice(0, length); answers = answers.slice(length); return Buffer.from(part, 'latin1'); };
        return answers === '' ? wait<Uint8Array>(timeoutMs, (done) => { wake = () => { wake = null; done(deliver()); }; }) : deliver();
      },
    };
  };

  return {
    host: { listDevices: () => Promise.resolve(state.isPlugged ? [makeDevice(state.plugCount)] : []) },
    plug, unplug,
    setStalled: (isStalled) => { state.isStalled = isStalled; },
    setHeldByOther: (isHeld) => { state.isHeld = isHeld; },
    setMute: (isMute) => { state.isMute = isMute; },
    unplugAfterBytes: (byteCount) => { state.bytesUntilUnplug = byteCount; },
    isKernelDriverBound: () => state.isKernelBound,
  };
}
