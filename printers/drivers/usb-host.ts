/**
 * The machine's USB devices through `usb` 3. Loaded when first asked for: its native part is a few megabytes that most benches never need.
 * Its hot-plug events are not used: without a USB bus (containers) they throw outside of any promise. A printer is looked up by its serial
 * for each conversation instead, which finds it again wherever it was plugged in.
 */
import type { usb as UsbLibrary } from 'usb';
import type { UsbDevicePort, UsbHost, UsbInterface } from './usb-port.ts';

type UsbDevice = Awaited<ReturnType<typeof UsbLibrary.getDevices>>[number];

export const nodeUsbHost: UsbHost = {
  listDevices: async () => {
    const { usb } = await import('usb');
    try {
      return (await usb.getDevices()).map(toPort);
    } catch {
      // `usb` 3 throws where there is no bus at all (reference/printing.md B5).
      return [];
    }
  },
};

function toPort(device: UsbDevice): UsbDevicePort {
  return {
    vendorId: device.vendorId, productId: device.productId,
    serialNumber: device.serialNumber ?? null, productName: device.productName ?? null, manufacturerName: device.manufacturerName ?? null,
    interfaces: () => (device.configuration?.interfaces ?? []).map(toInterface),
    open: () => device.open(),
    close: () => device.close(),
    claimInterface: (number) => device.claimInterface(number),
    releaseInterface: (number) => device.releaseInterface(number),
    detachKernelDriver: (number) => device.detachKernelDriver(number),
    attachKernelDriver: (number) => device.attachKernelDriver(number),
    transferOut: (endpoint, bytes, timeoutMs) => device.nativeTransferOut(endpoint, timeoutMs, bytes),
    transferIn: async (endpoint, length, timeoutMs) => (await device.nativeTransferIn(endpoint, timeoutMs, length)) ?? new Uint8Array(),
  };
}

function toInterface(one: { readonly interfaceNumber: number; readonly alternate: { readonly interfaceClass: number; readonly endpoints: readonly { readonly endpointNumber: number; readonly direction: string; readonly type: string }[] } }): UsbInterface {
  return {
    interfaceNumber: one.interfaceNumber,
    alternate: { interfaceClass: one.alternate.interfaceClass, endpoints: one.alternate.endpoints.map(({ endpointNumber, direction, type }) => ({ endpointNumber, direction: direction === 'in' ? 'in' : 'out', type })) },
  };
}
