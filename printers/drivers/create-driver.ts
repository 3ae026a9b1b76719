/** The driver for a configured printer. */
import type { PrinterDriver, PrinterLanguage } from './driver.ts';

export type DriverOptions = {
  readonly kind: 'tcp9100' | 'ipp' | 'folder';
  /** tcp9100: `host:port`. ipp: `http://host:port/path` or `ipp://...`. folder: a path. */
  readonly address: string;
  readonly dotsPerInch: number;
  readonly language: PrinterLanguage;
};

export function createDriver(options: DriverOptions): PrinterDriver {
  throw new Error(`Not built yet: ${options.kind}`);
}
