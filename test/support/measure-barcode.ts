/** A linear barcode on a picture as a verifier sees it: the widths of its bars and spaces in dots, and the blank on either side. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { encodeGrayPng } from '../../printers/images/encode-png.ts';
import { renderGrayPages, type GrayPicture } from '../../printers/pdf/rasterise.ts';

export type MeasuredBarcode = {
  readonly format: string; readonly text: string;
  /** The widest number of dots of which every bar and space is a whole multiple. */
  readonly moduleDots: number;
  readonly narrowestDots: number;
  /** Blank dots on the poorer side, in modules. */
  readonly quietModules: number;
};

/** Finds symbols at a resolution that a reader likes and measures them at the one at which they are printed. */
export async function measureBarcodes(pdf: Uint8Array, printerDotsPerInch: number): Promise<MeasuredBarcode[]> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } });
  const readDotsPerInch = Math.min(printerDotsPerInch, 300);
  const small = await renderGrayPages(pdf, readDotsPerInch);
  const printed = printerDotsPerInch === readDotsPerInch ? small : await renderGrayPages(pdf, printerDotsPerInch);
  const factor = printerDotsPerInch / readDotsPerInch;
  const measured: MeasuredBarcode[] = [];
  for (const [index, page] of small.entries()) {
    const paper = printed[index];
    const found = await readBarcodes(encodeGrayPng(page), { tryHarder: true, textMode: 'Plain', maxNumberOfSymbols: 60 });
    for (const symbol of found.filter((candidate) => candidate.isValid)) {
      const { topLeft, topRight, bottomLeft } = symbol.position;
      const isMatrix = /QR|Matrix|PDF417|Aztec|Maxi/i.test(symbol.format);
      const y = Math.round(((topLeft.y + bottomLeft.y) / 2) * factor);
      const size = paper && !isMatrix ? measureRow(paper, y, topLeft.x * factor, topRight.x * factor) : { moduleDots: 0, narrowestDots: 0, quietModules: 0 };
      measured.push({ format: symbol.format, text: symbol.text, ...size });
    }
  }
  return measured;
}

function measureRow(paper: GrayPicture, y: number, from: number, to: number): Omit<MeasuredBarcode, 'format' | 'text'> {
  const row = paper.gray.subarray(y * paper.width, (y + 1) * paper.width);
  const isInk = (x: number): boolean => (row[x] ?? 255) < 128;
  // A reader gives the edges to a dot or so: go to the outermost ink near them.
  const middle = Math.round((from + to) / 2);
  const [start, end] = [edgeFrom(isInk, middle, Math.round(from), -1), edgeFrom(isInk, middle, Math.round(to), 1)];
  const runs: number[] = [];
  for (let x = start, run = 0; x <= end + 1; x += 1) {
    if (x > start && (x > end || isInk(x) !== isInk(x - 1))) { runs.push(run); run = 0; }
    run += 1;
  }
  const moduleDots = runs.reduce(greatestCommonDivisor, 0);
  let [left, right] = [0, 0];
  while (start - left > 0 && !isInk(start - left - 1)) left += 1;
  while (end + right < paper.width - 1 && !isInk(end + right + 1)) right += 1;
  return { moduleDots, narrowestDots: Math.min(...runs), quietModules: Math.min(left, right) / Math.min(...runs) };
}

/** The outermost ink of the symbol: white wider than 60 dots ends it. */
function edgeFrom(isInk: (x: number) => boolean, middle: number, guess: number, step: 1 | -1): number {
  let last = middle;
  for (let x = middle; Math.abs(x - last) < 60 && x >= 0; x += step) {
    if (isInk(x)) last = x;
    if ((x - guess) * step > 12) break;
  }
  return last;
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
