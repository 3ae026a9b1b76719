/**
 * PNG to gray on white paper: all colour types, depths, filters and interlacing (ISO/IEC 15948). Our own, because pngjs takes
 * 300 ms for a 1 bit label for which this takes 4 (reference/printing.md B3), and because the size is known before it is unpacked.
 */
import { inflateSync } from 'node:zlib';
import { err, ok, type Result } from '../../domain/result.ts';
import { MOST_DOTS, type DecodedImage, type ImageRefusal } from './decoded-image.ts';
import { createRowReader, type PngHeader } from './png-rows.ts';

type PngParts = { readonly header: PngHeader; readonly data: readonly Uint8Array[]; readonly dotsPerInch: number | null };

/** Adam7: first column and row, and the steps between. */
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };

export function decodePng(bytes: Uint8Array): Result<DecodedImage, ImageRefusal> {
  const parts = readParts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!parts) return err('ImageBroken');
  const { header } = parts;
  if (header.width * header.height > MOST_DOTS) return err('ImageTooLarge');
  const passes = passesOf(header);
  const expected = passes.reduce((sum, pass) => sum + pass.height * (1 + rowBytes(header, pass.width)), 0);
  const raw = inflate(parts.data, expected);
  return raw ? ok({ width: header.width, height: header.height, gray: drawPasses(header, passes, raw), dotsPerInch: parts.dotsPerInch }) : err('ImageBroken');
}

function readParts(png: Buffer): PngParts | null {
  let header = null as PngHeader | null;
  let dotsPerInch = null as number | null;
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (body.length < length) return null;
    if (type === 'IHDR') header = readHeader(body);
    else if (type === 'PLTE' && header) header = { ...header, palette: body };
    else if (type === 'tRNS' && header) header = { ...header, transparency: body };
    else if (type === 'pHYs' && length === 9 && body[8] === 1) dotsPerInch = Math.round(body.readUInt32BE(0) * 0.0254);
    else if (type === 'IDAT') data.push(body);
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  return header && data.length > 0 && (header.colorType !== 3 || header.palette) ? { header, data, dotsPerInch } : null;
}

function readHeader(body: Buffer): PngHeader | null {
  if (body.length !== 13) return null;
  const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
  const [depth = 0, colorType = 0, compression, filter, interlace = 0] = body.subarray(8);
  const isKnown = width > 0 && height > 0 && DEPTHS[colorType]?.includes(depth) && compression === 0 && filter === 0 && interlace <= 1;
  return isKnown ? { width, height, depth, colorType, isInterlaced: interlace === 1, palette: null, transparency: null } : null;
}

function inflate(data: readonly Uint8Array[], expected: number): Uint8Array | null {
  try {
    // The limit makes a bomb fail instead of filling the memory.
    const raw = inflateSync(Buffer.concat(data), { maxOutputLength: expected + 64 });
    return raw.length >= expected ? raw : null;
  } catch {
    return null;
  }
}

type Pass = { readonly x: number; readonly y: number; readonly stepX: number; readonly stepY: number; readonly width: number; readonly height: number };

function passesOf({ width, height, isInterlaced }: PngHeader): Pass[] {
  const steps = isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return steps
    .map(([x, y, stepX, stepY]) => ({ x, y, stepX, stepY, width: Math.ceil((width - x) / stepX), height: Math.ceil((height - y) / stepY) }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function bitsPerDot({ colorType, depth }: PngHeader): number {
  return (CHANNELS[colorType] ?? 1) * depth;
}

function rowBytes(header: PngHeader, width: number): number {
  return Math.ceil((width * bitsPerDot(header)) / 8);
}

function drawPasses(header: PngHeader, passes: readonly Pass[], raw: Uint8Array): Uint8Array {
  const gray = new Uint8Array(header.width * header.height);
  const toGray = createRowReader(header);
  const bytesPerDot = Math.max(1, bitsPerDot(header) >> 3);
  let at = 0;
  for (const pass of passes) {
    const length = rowBytes(header, pass.width);
    let above = new Uint8Array(length);
    for (let y = 0; y < pass.height; y += 1) {
      const row = raw.subarray(at + 1, at + 1 + length);
      unfilter(raw[at] ?? 0, row, above, bytesPerDot);
      const start = (pass.y + y * pass.stepY) * header.width + pass.x;
      toGray(row, pass.width, gray, start, pass.stepX);
      above = row as Uint8Array<ArrayBuffer>;
      at += 1 + length;
    }
  }
  return gray;
}

/** In place. An unknown filter leaves the row as it is, as most readers do. */
function unfilter(kind: number, row: Uint8Array, above: Uint8Array, bytesPerDot: number): void {
  if (kind === 0) return;
  for (let index = 0; index < row.length; index += 1) {
    const left = index >= bytesPerDot ? (row[index - bytesPerDot] ?? 0) : 0;
    const up = above[index] ?? 0;
    const corner = index >= bytesPerDot ? (above[index - bytesPerDot] ?? 0) : 0;
    const guess = kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : kind === 4 ? paeth(left, up, corner) : 0;
    row[index] = (row[index] ?? 0) + guess;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
