/** One page that shows whether a printer is set up right: its edges, a ruler, its resolution, and a barcode to scan back. */
import type { SheetGeometry } from '../../domain/documents/document-content.ts';
import { makeCalibrationPdf } from '../documents/calibration-sheet.ts';
import { code128Commands } from '../escpos/commands.ts';
import type { PrinterDriver } from '../drivers/driver.ts';

export type TestPage = { readonly bytes: Uint8Array; readonly impressions: number };
export type TestPagePrinter = Pick<PrinterDriver, 'language' | 'encoding' | 'dotsPerInch'>;

/** What the barcode says; a scanner that reads it back reads our labels. */
export const TEST_PAGE_CODE = 'PACKBENCH-TEST';
const MM_PER_INCH = 25.4;

/** `name`: the printer's, in Latin letters, digits and signs; others are left out. */
export async function makeTestPage(printer: TestPagePrinter, name: string, sheet: SheetGeometry): Promise<TestPage> {
  const plain = name.replace(/[^ -~]|[\^~_\\"]/g, '').slice(0, 30);
  if (printer.encoding === 'escpos') return { bytes: receiptPage(plain), impressions: 1 };
  switch (printer.language) {
    case 'zpl': return { bytes: zplPage(plain, printer.dotsPerInch), impressions: 1 };
    case 'epl': return { bytes: eplPage(plain, printer.dotsPerInch), impressions: 1 };
    case 'pdf': { const { bytes, pageCount } = await makeCalibrationPdf(sheet); return { bytes, impressions: pageCount }; }
  }
}

/** A 4 x 6 inch label: a frame on its edges, ticks each 10 mm, a barcode with whole dots for modules. */
function zplPage(name: string, dotsPerInch: number): Uint8Array {
  const [width, length] = [4 * dotsPerInch, 6 * dotsPerInch];
  const scale = dotsPerInch / 203;
  const at = (dots: number): number => Math.round(dots * scale);
  const text = (y: number, words: string): string => `^FO${at(60)},${at(y)}^A0N,${at(36)},${at(32)}^FD${words}^FS`;
  return Buffer.from([
    `^XA^PON^LH0,0^LS0^CI28^PW${width}^LL${length}^PQ1`, `^FO0,0^GB${width},${length},3^FS`, ...ticksDown(dotsPerInch, length).map((y) => `^FO3,${y}^GB${at(24)},1,1^FS`),
    text(80, `Packbench test: ${name}`), text(130, `${dotsPerInch} dpi, ${width} x ${length} dots, ticks each 10 mm`), text(180, 'The frame touches all four edges of a 4 x 6 label.'),
    `^FO${at(60)},${at(260)}^BY${Math.max(2, Math.round(2 * scale))},3,${at(160)}^BCN,${at(160)},Y,N,N^FD${TEST_PAGE_CODE}^FS`, '^XZ', '',
  ].join('\n'));
}

function eplPage(name: string, dotsPerInch: number): Uint8Array {
  const [width, length] = [4 * dotsPerInch, 6 * dotsPerInch];
  return Buffer.from([
    '', 'N', `q${width}`, `X0,0,3,${width - 4},${length - 4}`, ...ticksDown(dotsPerInch, length).map((y) => `LO3,${y},24,1`),
    `A60,80,0,3,1,1,N,"Packbench test: ${name}"`, `A60,130,0,3,1,1,N,"${dotsPerInch} dpi, ${width} x ${length} dots, ticks each 10 mm"`,
    `B60,200,0,1,2,2,120,B,"${TEST_PAGE_CODE}"`, 'P1', '',
  ].join('\r\n'), 'latin1');
}

function ticksDown(dotsPerInch: number, length: number): number[] {
  const step = (dotsPerInch / MM_PER_INCH) * 10;
  return Array.from({ length: Math.floor(length / step) }, (_, index) => Math.round((index + 1) * step));
}

function receiptPage(name: string): Uint8Array {
  const ruler = '0----5----10---15---20---25---30---35---40---45-';
  return new Uint8Array(Buffer.concat([
    Buffer.from(`\x1b@Packbench test: ${name}\n${ruler}\nThe ruler fits on one row of 80 mm paper.\n`, 'latin1'), code128Commands(TEST_PAGE_CODE) ?? new Uint8Array(), Buffer.from('\n\x1dV\x42\x10', 'latin1'),
  ]));
}
