/** A 1 bit picture as one ZPL label: `^GFA` with a deflated, base64 and checksummed body (`:Z64:`). */
import { deflateSync } from 'node:zlib';
import type { Bitmap } from '../pdf/rasterise.ts';

/**
 * State that another label may have left behind is set, not assumed: no inversion, no mirror, home and shift zero, map
 * cleared, UTF-8 (reference/carriers.md section 2). `^MN`, `^PR` and the like stay as the warehouse has set them.
 */
export function resetPrelude(widthDots: number, heightDots: number): string {
  return `^XA^PON^PMN^LRN^LH0,0^LS0^LT0^MCY^FWN^CI28^PW${widthDots}^LL${heightDots}^PQ1`;
}

/** One printing label of just this picture. */
export function bitmapToZpl(bitmap: Bitmap): Uint8Array {
  const total = bitmap.bytesPerRow * bitmap.height;
  const body = deflateSync(bitmap.rows, { level: 6 }).toString('base64');
  const graphic = `^FO0,0^GFA,${total},${total},${bitmap.bytesPerRow},:Z64:${body}:${crc16(body)}^FS`;
  return new Uint8Array(Buffer.from(`${resetPrelude(bitmap.width, bitmap.height)}\n${graphic}\n^XZ\n`, 'latin1'));
}

const POLYNOMIAL = 0x1021;
const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ POLYNOMIAL : crc << 1) & 0xffff;
  return crc;
});

/** CRC-16, polynomial 0x1021, start 0, over the base64 text, as four hex digits (ZPL II Programming Guide, B64 and Z64). */
export function crc16(text: string): string {
  let crc = 0;
  for (let index = 0; index < text.length; index += 1) crc = ((crc << 8) & 0xffff) ^ (CRC_TABLE[(crc >> 8) ^ text.charCodeAt(index)] ?? 0);
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
