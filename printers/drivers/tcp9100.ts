/** A Zebra on TCP 9100. */
import type { PrinterDriver } from './driver.ts';
import { tcpLinkTo } from './tcp-link.ts';
import { createZebraDriver, type ZebraTimings } from './zebra.ts';

export type Tcp9100Options = ZebraTimings & { readonly address: { readonly host: string; readonly port: number }; readonly dotsPerInch: number };

export function createTcp9100Driver({ address, ...options }: Tcp9100Options): PrinterDriver {
  return createZebraDriver({ ...options, openLink: tcpLinkTo(address) });
}
