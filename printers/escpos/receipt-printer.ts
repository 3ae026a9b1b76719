/**
 * One buffer for each receipt, with our own barcode in it and one cut at the end. node-thermal-printer encodes text only: its transport loses
 * bytes, its QR code miscounts, its cut forgets the code page (reference/printing.md B4).
 */
import { CharacterSet, PrinterTypes, ThermalPrinter } from 'node-thermal-printer';
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';

/** 80 mm paper, font A. */
export const COLUMNS = 48;
const CHARACTER_SETS: Readonly<Record<SlipLanguage, CharacterSet>> = { en: CharacterSet.PC858_EURO, es: CharacterSet.PC858_EURO, ru: CharacterSet.PC866_CYRILLIC2, kk: CharacterSet.KZ1048_KAZAKHSTAN };

/** Letters that the printer's code page does not have come out as `?`; the carrier's label is never made here. */
export function startReceipt(language: SlipLanguage): ThermalPrinter {
  const printer = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: 'tcp://unused', width: COLUMNS, characterSet: CHARACTER_SETS[language], removeSpecialCharacters: false });
  printer.append(Buffer.from('\x1b@', 'latin1'));
  printer.setCharacterSet(CHARACTER_SETS[language]);
  return printer;
}

/** Feeds past the head, then cuts; the library's own cut would feed and reset. */
export function endReceipt(printer: ThermalPrinter): Uint8Array {
  printer.append(Buffer.from('\x1dV\x42\x10', 'latin1'));
  return new Uint8Array(printer.getBuffer());
}
