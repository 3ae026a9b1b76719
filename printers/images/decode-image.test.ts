import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { encodeGif, oneBitPng } from '../../test/fixtures/documents/carrier-pictures.ts';
import type { GrayPicture } from '../pdf/rasterise.ts';
import { decodeImage } from './decode-image.ts';
import { encodeGrayPng } from './encode-png.ts';

const size = fc.integer({ min: 1, max: 40 });
const blackAndWhite = fc.tuple(size, size, fc.infiniteStream(fc.boolean())).map(([width, height, bits]): GrayPicture => ({ width, height, gray: Uint8Array.from({ length: width * height }, () => (bits.next().value ? 0 : 255)) }));

function decoded(bytes: Uint8Array): GrayPicture {
  const result = decodeImage(bytes);
  if (!result.ok) throw new Error(result.error);
  const { width, height, gray } = result.value;
  return { width, height, gray };
}

describe('pictures from carriers', () => {
  test('one bit PNG, gray PNG and GIF, interlaced or not, give back every dot', () => {
    fc.assert(fc.property(blackAndWhite, (picture) => {
      expect(decoded(oneBitPng(picture))).toEqual(picture);
      expect(decoded(encodeGrayPng(picture))).toEqual(picture);
      expect(decoded(encodeGif(picture))).toEqual(picture);
      expect(decoded(encodeGif(picture, { isInterlaced: true }))).toEqual(picture);
    }), { numRuns: 60 });
  });

  test('a large GIF, whose codes fill their table several times, gives back every dot', () => {
    const picture: GrayPicture = { width: 700, height: 400, gray: Uint8Array.from({ length: 280_000 }, (_, index) => ((index * 2_654_435_761) % 97 < 40 ? 0 : 255)) };
    expect(decoded(encodeGif(picture))).toEqual(picture);
  });

  test.each([[0, 8], [2, 8], [4, 8], [6, 8], [0, 16], [2, 16], [6, 16]] as const)('colour type %i with %i bits becomes the gray of its colour on white paper', (colorType, bitDepth) => {
    const png = new PNG({ width: 3, height: 1 });
    const colours = [255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 255];
    // With 16 bits pngjs wants numbers up to 65,535.
    png.data = bitDepth === 16 ? (Uint16Array.from(colours, (value) => value * 257) as unknown as Buffer) : Buffer.from(colours);
    const file = PNG.sync.write(png, { colorType, bitDepth, inputColorType: 6, inputHasAlpha: true });
    // pngjs makes gray of a colour by its mean.
    const blue = colorType === 0 || colorType === 4 ? 85 : 27;
    expect([...decoded(file).gray]).toEqual([255, 0, blue]);
  });

  test('what is transparent is paper', () => {
    const png = new PNG({ width: 2, height: 1 });
    png.data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 128]);
    expect([...decoded(PNG.sync.write(png, { colorType: 6 })).gray]).toEqual([255, 127]);
  });

  test('filters of the writer change nothing', () => {
    fc.assert(fc.property(blackAndWhite, fc.constantFrom(0, 1, 2, 3, 4), (picture, filterType) => {
      const png = new PNG({ width: picture.width, height: picture.height });
      picture.gray.forEach((value, index) => { png.data.set([value, value, value, 255], index * 4); });
      expect(decoded(PNG.sync.write(png, { filterType, colorType: 2, inputHasAlpha: true }))).toEqual(picture);
    }), { numRuns: 40 });
  });

  test('Adam7 puts each dot where it belongs', () => {
    // 9x9 so that all seven passes have dots; each pass is its own small picture, one byte of gray a dot.
    const gray = Uint8Array.from({ length: 81 }, (_, index) => (index * 3) % 256);
    const passes = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;
    const rows: number[] = [];
    for (const [x0, y0, stepX, stepY] of passes) {
      for (let y = y0; y < 9; y += stepY) { rows.push(0); for (let x = x0; x < 9; x += stepX) rows.push(gray[y * 9 + x] ?? 0); }
    }
    const plain = Buffer.from(encodeGrayPng({ width: 9, height: 9, gray }));
    plain[28] = 1;
    const body = deflateSync(Buffer.from(rows));
    const chunk = Buffer.alloc(8);
    chunk.writeUInt32BE(body.length);
    chunk.write('IDAT', 4, 'latin1');
    const file = Buffer.concat([plain.subarray(0, 33), chunk, body, Buffer.alloc(4), plain.subarray(plain.length - 12)]);
    expect(decoded(file).gray).toEqual(gray);
  });

  test('a small file that claims to be a wall is refused before it is unpacked', () => {
    const bomb = Buffer.from(encodeGrayPng({ width: 1, height: 1, gray: new Uint8Array(1) }));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(decodeImage(bomb)).toEqual({ ok: false, error: 'ImageTooLarge' });
  });

  test('a file that unpacks to more than its size is cut off, not followed', () => {
    const plain = Buffer.from(encodeGrayPng({ width: 1, height: 1, gray: new Uint8Array(1) }));
    const body = deflateSync(Buffer.alloc(50_000_000));
    const chunk = Buffer.alloc(8);
    chunk.writeUInt32BE(body.length);
    chunk.write('IDAT', 4, 'latin1');
    expect(decodeImage(Buffer.concat([plain.subarray(0, 33), chunk, body, Buffer.alloc(4), plain.subarray(plain.length - 12)]))).toEqual({ ok: false, error: 'ImageBroken' });
  });

  test('a file that was cut off is broken, at whatever byte', () => {
    const picture: GrayPicture = { width: 30, height: 30, gray: Uint8Array.from({ length: 900 }, (_, index) => (index % 7 === 0 ? 0 : 255)) };
    for (const file of [oneBitPng(picture), encodeGif(picture)]) {
      for (let end = 14; end < file.length - 20; end += 3) expect(decodeImage(file.subarray(0, end))).toEqual({ ok: false, error: 'ImageBroken' });
    }
  });

  test('any bytes at all get an answer', () => {
    const spoilt = fc.tuple(blackAndWhite, fc.boolean(), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 }));
    fc.assert(fc.property(spoilt, ([picture, isPng, changes]) => {
      const file = isPng ? oneBitPng(picture) : encodeGif(picture);
      for (const [at, value] of changes) file[at % file.length] = value;
      expect(typeof decodeImage(file).ok).toBe('boolean');
    }));
  });
});
