/** Pictures as PNG, for previews and for embedding: no filter, because zlib alone is ten times as fast as pngjs. */
import { crc32, deflateSync } from 'node:zlib';
import type { Bitmap, GrayPicture } from '../pdf/rasterise.ts';

export function encodeGrayPng({ width, height, gray }: GrayPicture): Uint8Array {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(gray.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return assemble(width, height, { colorType: 0, depth: 8 }, rows);
}

/** Alpha is dropped: paper is opaque. */
export function encodeRgbPng({ width, height, rgba }: { readonly width: number; readonly height: number; readonly rgba: Uint8Array }): Uint8Array {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 4;
      rows.set(rgba.subarray(from, from + 3), y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  return assemble(width, height, { colorType: 2, depth: 8 }, rows);
}

function assemble(width: number, height: number, kind: { readonly colorType: number; readonly depth: number }, rows: Buffer): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([kind.depth, kind.colorType, 0, 0, 0], 8);
  return new Uint8Array(Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 6 })), chunk('IEND', Buffer.alloc(0)),
  ]));
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(8 + typed.length);
  framed.writeUInt32BE(body.length);
  framed.set(typed, 4);
  framed.writeUInt32BE(crc32(typed), 4 + typed.length);
  return framed;
}

/** One bit to a dot; PDF writers take its rows as they are. */
export function encodeBitmapPng({ width, height, bytesPerRow, rows }: Bitmap): Uint8Array {
  const filtered = Buffer.alloc((bytesPerRow + 1) * height);
  // In a picture 1 is white, on a label 1 is ink.
  for (let y = 0; y < height; y += 1) filtered.set(rows.subarray(y * bytesPerRow, (y + 1) * bytesPerRow).map((byte) => ~byte), y * (bytesPerRow + 1) + 1);
  return assemble(width, height, { colorType: 0, depth: 1 }, filtered);
}
