/** The driver for a configured printer. */
import type { DriverKind, SpokenLanguage } from '../../domain/printing/printer-setup.ts';
import type { PrinterDriver, PrinterLanguage } from './driver.ts';
import type { OpenLink } from './byte-link.ts';
import { createEscposDriver } from './escpos.ts';
import { createFolderDriver } from './folder.ts';
import { createIppDriver } from './ipp.ts';
import { createRawDriver } from './raw.ts';
import { createSpoolerDriver } from './spooler.ts';
import { tcpLinkTo } from './tcp-link.ts';
import { nodeUsbHost } from './usb-host.ts';
import { usbLinkTo } from './usb-link.ts';
import { createZebraDriver } from './zebra.ts';

export type DriverOptions = {
  readonly kind: DriverKind;
  /**
   * tcp9100: `host:port`. usb: `vendor:product:serial`. ipp: `http://host:port/path`, `ipp://` or `ipps://`.
   * spooler: `ipp://localhost:631/printers/NAME`. folder: a path.
   */
  readonly address: string;
  readonly dotsPerInch: number;
  readonly language: SpokenLanguage;
  /** False for a ZPL printer that does not answer: a clone, or one behind a print server that carries data one way only. */
  readonly answers?: boolean;
};

/** Throws on an address that cannot be one: a wrong setting must be seen at start, not at the first order. */
export function createDriver(options: DriverOptions): PrinterDriver {
  const { address, dotsPerInch, language } = options;
  const documents: PrinterLanguage = language === 'escpos' ? 'pdf' : language;
  switch (options.kind) {
    case 'tcp9100': return createLinkDriver(tcpLinkTo(parseHostAndPort(address)), options);
    case 'usb': return createLinkDriver(usbLinkTo(nodeUsbHost, address), options);
    case 'ipp': return createIppDriver({ address, dotsPerInch, language: documents });
    case 'spooler': return createSpoolerDriver({ address, dotsPerInch, language: documents });
    case 'folder': return createFolderDriver({ path: address, dotsPerInch, language: documents });
  }
}

/** The same printers hang on a network or on a cable. */
function createLinkDriver(openLink: OpenLink, { language, dotsPerInch, answers = true }: DriverOptions): PrinterDriver {
  switch (language) {
    case 'zpl': return answers ? createZebraDriver({ openLink, dotsPerInch }) : createRawDriver({ openLink, dotsPerInch, language: 'zpl', asksEpl: false });
    case 'escpos': return createEscposDriver({ openLink, dotsPerInch });
    case 'epl': return createRawDriver({ openLink, dotsPerInch, language: 'epl', asksEpl: answers });
    case 'pdf': return createRawDriver({ openLink, dotsPerInch, language: 'pdf', asksEpl: false });
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
