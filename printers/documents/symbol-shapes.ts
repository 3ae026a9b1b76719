/** Every barcode that we draw, as rectangles in whole modules: crisp at any resolution, and no picture to embed. */
import bwipjs from 'bwip-js/node';

/** In modules, origin top left, quiet zone not counted. */
export type SymbolBox = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type SymbolShape = {
  readonly widthModules: number;
  /** 0 for a linear symbol: its bars are as high as they are drawn. */
  readonly heightModules: number;
  readonly boxes: readonly SymbolBox[];
  readonly quietModules: number;
};

/** bwip-js names. Quiet zones by their standards: 10 modules (128, ITF, 39), 11 (EAN-13, the larger side), 9 (UPC-A), 4 (QR), 2 (PDF417), 1 (Data Matrix). */
const QUIET = {
  'code128': 10, 'gs1-128': 10, 'code39': 10, 'interleaved2of5': 10, 'itf14': 10, 'code93': 10, 'rationalizedCodabar': 10, 'ean13': 11, 'ean8': 7, 'upca': 9, 'upce': 9,
  'qrcode': 4, 'pdf417': 2, 'datamatrix': 1, 'gs1datamatrix': 1, 'azteccode': 1,
} as const;
export type Symbology = keyof typeof QUIET;

/** Null when the text cannot be written in that symbology. */
export function symbolShape(symbology: Symbology, text: string, options: Readonly<Record<string, string | number | boolean>> = {}): SymbolShape | null {
  try {
    // The named export `raw` is a symbology; only the default export has the encoder.
    const [symbol] = bwipjs.raw({ ...options, bcid: symbology, text });
    if (!symbol) return null;
    const quietModules = QUIET[symbology];
    return 'sbs' in symbol ? { ...linearShape(symbol.sbs), quietModules } : 'pixs' in symbol ? { ...matrixShape(symbol), quietModules } : null;
  } catch {
    // bwip-js throws for text that the symbology does not know; it has no other way to say so.
    return null;
  }
}

function linearShape(widths: readonly number[]): Omit<SymbolShape, 'quietModules'> {
  const boxes: SymbolBox[] = [];
  let x = 0;
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0 && width > 0) boxes.push({ x, y: 0, width, height: 1 });
    x += width;
  }
  const last = boxes.at(-1);
  return { boxes, widthModules: last ? last.x + last.width : x, heightModules: 0 };
}

/** Neighbours in a row become one box. */
function matrixShape({ pixs, pixx, pixy }: { readonly pixs: readonly number[]; readonly pixx: number; readonly pixy: number }): Omit<SymbolShape, 'quietModules'> {
  const boxes: SymbolBox[] = [];
  for (let y = 0; y < pixy; y += 1) {
    for (let x = 0; x < pixx;) {
      const start = x;
      while (x < pixx && pixs[y * pixx + x] === 1) x += 1;
      if (x > start) boxes.push({ x: start, y, width: x - start, height: 1 });
      else x += 1;
    }
  }
  return { boxes, widthModules: pixx, heightModules: pixy };
}
