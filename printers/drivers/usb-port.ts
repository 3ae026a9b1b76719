/**
 * USB as the drivers need it: the part of WebUSB that `usb` 3 has, plus the kernel driver. A fake in test/ keeps the contract that was recorded
 * against the real library in a guest with a virtual printer (reference/printing.md B5).
 */
export type UsbEndpoint = { readonly endpointNumber: number; readonly direction: 'in' | 'out'; readonly type: string };
export type UsbInterface = { readonly interfaceNumber: number; readonly alternate: { readonly interfaceClass: number; readonly endpoints: readonly UsbEndpoint[] } };

export type UsbDevicePort = {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  readonly productName: string | null;
  readonly manufacturerName: string | null;
  interfaces(): readonly UsbInterface[];
  open(): Promise<void>;
  close(): Promise<void>;
  /** Throws `interface is busy (errno 16)` while the kernel's usblp has it. */
  claimInterface(interfaceNumber: number): Promise<void>;
  releaseInterface(interfaceNumber: number): Promise<void>;
  detachKernelDriver(interfaceNumber: number): Promise<void>;
  attachKernelDriver(interfaceNumber: number): Promise<void>;
  /** Throws `Cancelled` after the timeout without saying how much went out, `Disconnected` or `Fault` when the cable is gone. */
  transferOut(endpointNumber: number, bytes: Uint8Array, timeoutMs: number): Promise<number>;
  /** Throws `Cancelled` when nothing came within the timeout. */
  transferIn(endpointNumber: number, length: number, timeoutMs: number): Promise<Uint8Array>;
};

/** The devices that are plugged in now. Asked anew each time: a device that was plugged in again has another address and the same serial. */
export type UsbHost = { listDevices(): Promise<UsbDevicePort[]> };

/** USB class code of printers. */
export const PRINTER_CLASS = 7;

export function printerInterface(device: UsbDevicePort): UsbInterface | null {
  return device.interfaces().find((one) => one.alternate.interfaceClass === PRINTER_CLASS) ?? null;
}

/** `vendor:product:serial` in hexadecimal, the serial as it is; what a printer's configuration names. */
export function usbAddressOf(device: Pick<UsbDevicePort, 'vendorId' | 'productId' | 'serialNumber'>): string {
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  return `${hex(device.vendorId)}:${hex(device.productId)}:${device.serialNumber ?? ''}`;
}

/** Null for text that is no such address. Without a serial any device of that kind is meant. */
export function parseUsbAddress(text: string): { readonly vendorId: number; readonly productId: number; readonly serialNumber: string } | null {
  const match = /^([0-9a-f]{4}):([0-9a-f]{4})(?::(.*))?$/i.exec(text.trim());
  return match ? { vendorId: parseInt(match[1] ?? '', 16), productId: parseInt(match[2] ?? '', 16), serialNumber: match[3] ?? '' } : null;
}
