import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapToZpl, crc16 } from './raster-to-zpl.ts';

test('the dots come back out of the ZPL as they went in', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 20 }), fc.infiniteStream(fc.nat(255)), (bytesPerRow, height, stream) => {
    const rows = new Uint8Array(bytesPerRow * height).map(() => stream.next().value as number);
    const zpl = Buffer.from(bitmapToZpl({ width: bytesPerRow * 8, height, bytesPerRow, rows })).toString('latin1');
    const [, total, width, body = '', crc] = /\^GFA,(\d+),\d+,(\d+),:Z64:([^:]+):([0-9A-F]{4})\^FS/.exec(zpl) ?? [];
    expect([Number(total), Number(width)]).toEqual([rows.length, bytesPerRow]);
    expect(crc16(body)).toBe(crc);
    expect(new Uint8Array(inflateSync(Buffer.from(body, 'base64')))).toEqual(rows);
  }));
});

test('the checksum is CRC-16/XMODEM, by its published check value', () => {
  expect(crc16('123456789')).toBe('31C3');
});

test('our own label says where it stands and prints once, whatever came before it', () => {
  const zpl = Buffer.from(bitmapToZpl({ width: 8, height: 1, bytesPerRow: 1, rows: new Uint8Array([255]) })).toString('latin1');
  expect(zpl.startsWith('^XA^PON^PMN^LRN^LH0,0^LS0^LT0^MCY^FWN^CI28^PW8^LL1^PQ1')).toBe(true);
  expect(zpl.trimEnd().endsWith('^XZ')).toBe(true);
});
