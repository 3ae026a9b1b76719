import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carrierEpl } from '../../test/fixtures/documents/carrier-pictures.ts';
import { decodeBarcodes } from '../../test/support/decode.ts';
import { encodeGrayPng } from '../images/encode-png.ts';
import { crop } from '../images/picture.ts';
import { renderGrayPages } from '../pdf/rasterise.ts';
import { bitmapToEpl } from './bitmap-to-epl.ts';
import { drawEpl } from './draw-epl.ts';
import { eplFields, latin1, parseEpl } from './parse-epl.ts';
import { sanitiseEpl } from './sanitise-epl.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('EPL of a carrier', () => {
  test('loses every setting that would outlive it, prints once, and keeps the rest byte for byte', () => {
    // Line feeds and command letters among the ink must not be taken for commands.
    const graphic = bytes('\nD15\nS9\nO\nN\nP9\n0123456789abcde');
    const source = carrierEpl('PB1', graphic);
    const result = sanitiseEpl(source);
    expect(result).toMatchObject({ ok: true, value: { stripped: ['O', 'D12', 'S4', 'JF'], labelCount: 1 } });
    const wanted = latin1(source).replace('\nO\nD12\nS4\nJF\n', '\n').replace(/P2,1\n$/, 'P1\n');
    expect(result.ok && latin1(result.value.bytes)).toBe(wanted);
  });

  test('cleaning twice is cleaning once, and nothing forbidden is left', () => {
    const line = fc.constantFrom('N', 'q812', 'D9', 'S3', 'O', 'JB', 'A1,1,0,1,1,1,N,"x"', 'P3', 'FK"A"', 'GG1,1,"L"', 'rB', 'UN', '', 'R10,10');
    fc.assert(fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
      const once = sanitiseEpl(bytes(`${[...lines, 'N', 'P1'].join('\n')}\n`));
      const text = once.ok ? latin1(once.value.bytes) : '';
      const twice = sanitiseEpl(bytes(text));
      expect(twice.ok && latin1(twice.value.bytes)).toBe(text);
      expect(text).not.toMatch(/^(?:D\d|S\d|O$|JB|FK|GG|rB|UN)/m);
    }));
  });

  test('what is no EPL is refused by name', () => {
    expect(sanitiseEpl(bytes('hello'))).toEqual({ ok: false, error: 'NotEpl' });
  });

  test('commands join to the bytes they came from, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      const source = new Uint8Array(Buffer.concat([bytes('N\nGW1,1,2,3,'), noise.subarray(0, 6), noise]));
      expect(Buffer.concat(parseEpl(source).map((command) => command.bytes)).equals(Buffer.from(source))).toBe(true);
    }));
  });

  test('fields keep commas and quotes of their text', () => {
    expect(eplFields('10,20,0,4,1,1,N,"A, \\"B\\" \\\\ C"')).toEqual(['10', '20', '0', '4', '1', '1', 'N', 'A, "B" \\ C']);
  });

  test('its two-dimensional codes are drawn so that a reader finds them, MaxiCode too', async () => {
    const drawn = await drawEpl(bytes('N\nq812\nQ1218,24\nb60,60,M,"001,840,152382802,1Z00004951"\nb450,60,D,h6,"DM-OF-CARRIER"\nb60,500,P,x3,y9,"PDF417-OF-CARRIER"\nb500,500,A,h6,"AZTEC"\nP1\n'));
    if (!drawn.ok) throw new Error(drawn.error);
    const [page] = await renderGrayPages(drawn.value.bytes, 203);
    if (!page) throw new Error('no page');
    const parts = [{ left: 30, top: 30, width: 300, height: 290 }, { left: 420, top: 30, width: 300, height: 290 }, { left: 30, top: 460, width: 420, height: 200 }, { left: 470, top: 460, width: 250, height: 250 }];
    const texts = await Promise.all(parts.map(async (part) => (await decodeBarcodes(encodeGrayPng(crop(page, part)))).map((code) => code.text).join()));
    expect(drawn.value.undrawn).toEqual([]);
    expect(texts[0]).toMatch(/152382802.840.001.1Z00004951/s);
    expect(texts.slice(1)).toEqual(['DM-OF-CARRIER', 'PDF417-OF-CARRIER', 'AZTEC']);
  });

  test('any EPL at all becomes a page or a refusal, never a throw', async () => {
    const number = fc.oneof(fc.integer({ min: -50, max: 1300 }).map(String), fc.constantFrom('', 'x', '1e9', 'NaN', '-0'));
    const line = fc.tuple(fc.constantFrom('A', 'B', 'b', 'LO', 'LS', 'X', 'LW', 'LE', 'GW', 'R', 'q', 'Q', 'ZB', 'N', 'P', 'FK'), fc.array(fc.oneof(number, fc.constantFrom('1', '1E', 'N', 'B', 'P', 'D', 'M', 'Q', '"text"', '"95212'), fc.string({ maxLength: 4 })), { maxLength: 10 }))
      .map(([name, fields]) => name + fields.join(','));
    await fc.assert(fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      expect(typeof (await drawEpl(bytes(`N\nq812\n${lines.join('\n')}\nP1\n`))).ok).toBe('boolean');
    }), { numRuns: 60 });
  });

  test('what cannot be drawn is named', async () => {
    const drawn = await drawEpl(bytes('N\nq812\nQ1218,24\nA1,1,0,1,1,1,N,"x"\nGG10,10,"LOGO"\nP1\n'));
    expect(drawn).toMatchObject({ ok: true, value: { pageCount: 1, undrawn: ['GG10,10,"LOGO"'] } });
  });
});

test('the dots come back out of the EPL as they went in, and the edge beyond the width is paper', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 20 }), fc.infiniteStream(fc.boolean()), (width, height, stream) => {
    const bytesPerRow = Math.ceil(width / 8);
    const rows = new Uint8Array(bytesPerRow * height);
    for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) if (stream.next().value) rows[y * bytesPerRow + (x >> 3)] = (rows[y * bytesPerRow + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    const commands = parseEpl(bitmapToEpl({ width, height, bytesPerRow, rows }));
    const graphic = commands.find((command) => command.name === 'GW');
    expect(graphic?.data.map((byte) => ~byte)).toEqual(rows);
    expect(commands.filter((command) => command.name === 'P').map((command) => command.text)).toEqual(['1']);
  }));
});
