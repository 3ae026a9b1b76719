import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GrayPicture } from '../pdf/rasterise.ts';
import { bitmapToPicture, blankPicture, crop, findInk, place, scale, turn } from './picture.ts';
import { thresholdToBitmap } from '../pdf/rasterise.ts';

const size = fc.integer({ min: 1, max: 24 });
const picture = fc.tuple(size, size, fc.infiniteStream(fc.nat(255))).map(([width, height, values]): GrayPicture => ({ width, height, gray: Uint8Array.from({ length: width * height }, () => values.next().value as number) }));
const at = ({ width, gray }: GrayPicture, x: number, y: number): number => gray[y * width + x] ?? -1;

describe('pictures', () => {
  test('a quarter turn clockwise moves the top left dot to the top right, and four of them change nothing', () => {
    fc.assert(fc.property(picture, (source) => {
      const once = turn(source, 1);
      expect([once.width, once.height, at(once, once.width - 1, 0)]).toEqual([source.height, source.width, at(source, 0, 0)]);
      expect(turn(once, 1)).toEqual(turn(source, 2));
      expect(turn(turn(once, 1), 2)).toEqual(source);
      expect(turn(once, -1)).toEqual(source);
    }));
  });

  test('enlarging by a whole number repeats each dot, and shrinking by it gives the picture back', () => {
    fc.assert(fc.property(picture, fc.integer({ min: 2, max: 4 }), (source, factor) => {
      const large = scale(source, factor);
      expect(at(large, large.width - 1, large.height - 1)).toBe(at(source, source.width - 1, source.height - 1));
      expect(scale(large, 1 / factor)).toEqual(source);
    }));
  });

  test('bars keep whole dots where printers differ: three dots become two, two become three, wherever they stand', () => {
    const barsOf = (widths: readonly number[], unit: number, start: number): GrayPicture => {
      const gray = [...Array.from({ length: start }, () => 255), ...widths.flatMap((width, index) => Array.from({ length: width * unit }, () => (index % 2 === 0 ? 0 : 255))), 255, 255, 255, 255, 255, 255];
      return { width: gray.length, height: 1, gray: Uint8Array.from(gray) };
    };
    const runsOf = ({ width, gray }: GrayPicture): number[] => {
      const bits = [...gray.subarray(0, width)].map((value) => (value < 128 ? '1' : '0')).join('').replace(/^0+|0+$/g, '');
      return (bits.match(/1+|0+/g) ?? []).map((run) => run.length);
    };
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }), fc.nat(7), (widths, start) => {
      const bars = widths.length % 2 === 1 ? widths : widths.slice(1);
      expect(runsOf(scale(barsOf(bars, 3, start), 2 / 3))).toEqual(bars.map((width) => width * 2));
      expect(runsOf(scale(barsOf(bars, 2, start), 3 / 2))).toEqual(bars.map((width) => width * 3));
    }));
  });

  test('scaling keeps an even tone even', () => {
    fc.assert(fc.property(size, size, fc.nat(255), fc.double({ min: 0.3, max: 2.9, noNaN: true }), (width, height, tone, factor) => {
      expect(new Set(scale({ width, height, gray: new Uint8Array(width * height).fill(tone) }, factor).gray)).toEqual(new Set([tone]));
    }));
  });

  test('what is placed and cut out again is the same, wherever it stood', () => {
    fc.assert(fc.property(picture, fc.nat(9), fc.nat(9), (source, left, top) => {
      const paper = blankPicture(source.width + 12, source.height + 12);
      place(paper, source, left, top);
      expect(crop(paper, { left, top, width: source.width, height: source.height })).toEqual(source);
    }));
  });

  test('placing beyond the edge cuts, and never spills into the next row', () => {
    fc.assert(fc.property(picture, fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }), (source, left, top) => {
      const paper = blankPicture(15, 15);
      place(paper, { ...source, gray: source.gray.map(() => 0) }, left, top);
      for (let y = 0; y < 15; y += 1) for (let x = 0; x < 15; x += 1) expect(at(paper, x, y)).toBe(x >= left && x < left + source.width && y >= top && y < top + source.height ? 0 : 255);
    }), { numRuns: 40 });
  });

  test('the ink found holds all that is dark and no dark dot lies outside', () => {
    fc.assert(fc.property(picture, (source) => {
      const ink = findInk(source);
      const dark = [...source.gray].flatMap((value, index) => (value < 128 ? [[index % source.width, Math.floor(index / source.width)] as const] : []));
      const [xs, ys] = [dark.map(([x]) => x), dark.map(([, y]) => y)];
      expect(ink).toEqual(dark.length === 0 ? null : { left: Math.min(...xs), top: Math.min(...ys), width: Math.max(...xs) - Math.min(...xs) + 1, height: Math.max(...ys) - Math.min(...ys) + 1 });
    }));
  });

  test('dots survive being packed to bits', () => {
    fc.assert(fc.property(picture, (source) => {
      expect([...bitmapToPicture(thresholdToBitmap(source)).gray]).toEqual([...source.gray].map((value) => (value < 128 ? 0 : 255)));
    }));
  });
});
