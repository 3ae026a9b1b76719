/** The driver for a configured printer. */
import type { PrinterDriver, PrinterLanguage } from './driver.ts';
import { createFolderDriver } from './folder.ts';
import { createIppDriver } from './ipp.ts';
import { createTcp9100Driver } from './tcp9100.ts';

export type DriverOptions = {
  readonly kind: 'tcp9100' | 'ipp' | 'folder';
  /** tcp9100: `host:port`. ipp: `http://host:port/path` or `ipp://...`. folder: a path. */
  readonly address: string;
  readonly dotsPerInch: number;
  readonly language: PrinterLanguage;
};

/** Throws on an address that cannot be one: a wrong setting must be seen at start, not at the first order. */
export function createDriver(options: DriverOptions): PrinterDriver {
  const { address, dotsPerInch, language } = options;
  switch (options.kind) {
    case 'tcp9100': return createTcp9100Driver({ address: parseHostAndPort(address), dotsPerInch });
    case 'ipp': return createIppDriver({ address, dotsPerInch, language });
    case 'folder': return createFolderDriver({ path: address, dotsPerInch, language });
  }
}

/** `host`, `host:port` or `[ipv6]:port`; 9100 when no port is named. */
export function parseHostAndPort(address: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(address.trim());
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? 9100 : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535) throw new Error(`A tcp9100 printer's address is host:port, not ${JSON.stringify(address)}`);
  return { host, port };
}
