import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SCANNER_SETTINGS, EMPTY_SCANNER, LONGEST_SCAN, pushKey, pushQuiet, type ScannerKey, type ScannerOutput, type ScannerSettings } from './scanner-buffer.ts';

const settings = DEFAULT_SCANNER_SETTINGS;

/** Plays keys `gapMs` apart; a newline is Enter. The buffer is quiet for long afterwards. */
function play(text: string, gapMs: number, given: ScannerSettings = settings): ScannerOutput[] {
  let state = EMPTY_SCANNER;
  const outputs: ScannerOutput[] = [];
  let atMs = 1_000;
  for (const character of text) {
    atMs += gapMs;
    const key: ScannerKey = character === '\n' ? { kind: 'suffix', atMs } : { kind: 'character', character, atMs };
    const step = pushKey(state, key, given);
    state = step.state;
    outputs.push(...step.outputs);
  }
  return [...outputs, ...pushQuiet(state, given).outputs];
}
const scans = (outputs: readonly ScannerOutput[]): string[] => outputs.flatMap((output) => (output.type === 'scan' ? [output.text] : []));
const allText = (outputs: readonly ScannerOutput[]): string => outputs.map((output) => (output.type === 'typed-suffix' ? '' : output.text)).join('');

describe('a scanner', () => {
  test('any code sent in a burst and ended by Enter is one scan of exactly that text', () => {
    fc.assert(fc.property(fc.string({ minLength: 3, maxLength: 120, unit: 'grapheme-ascii' }), fc.integer({ min: 1, max: 50 }), (code, gapMs) => {
      expect(scans(play(`${code}\n`, gapMs))).toEqual([code]);
    }));
  });

  test('two codes, one right after the other, are two scans in their order', () => {
    expect(scans(play('9521234567899\nPBC-OK-X\n', 8))).toEqual(['9521234567899', 'PBC-OK-X']);
  });

  test('a separator character inside a GS1 code is kept', () => {
    expect(scans(play('0109521234567899\u001d10LOT\n', 8))).toEqual(['0109521234567899\u001d10LOT']);
  });

  test('without Enter a long code is still one scan once it is quiet', () => {
    expect(scans(play('9521234567899', 8))).toEqual(['9521234567899']);
  });

  test('a hiccup in mid-code does not cut the code in two', () => {
    let state = EMPTY_SCANNER;
    let atMs = 0;
    for (const [index, character] of Array.from('9521234567899').entries()) {
      atMs += index === 7 ? 150 : 8;
      state = pushKey(state, { kind: 'character', character, atMs }, settings).state;
    }
    expect(scans(pushKey(state, { kind: 'suffix', atMs: atMs + 8 }, settings).outputs)).toEqual(['9521234567899']);
  });

  test('four kilobytes of noise become one scan of bounded length, and the next scan works', () => {
    const outputs = scans(play(`${'~'.repeat(9_000)}\n9521234567899\n`, 5));
    expect(outputs.map((text) => text.length)).toEqual([LONGEST_SCAN, 13]);
  });

  test('a programmed prefix is taken off, and proves even a slow scanner', () => {
    expect(scans(play('~ABC123\n', 8, { gapLimitMs: 50, prefix: '~' }))).toEqual(['ABC123']);
    expect(scans(play('~ABC123\n', 200, { gapLimitMs: 50, prefix: '~' }))).toEqual(['ABC123']);
  });
});

describe('a person', () => {
  test('typing at a human pace is never taken for a scan', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40, unit: 'grapheme-ascii' }), fc.integer({ min: 51, max: 900 }), (text, gapMs) => {
      const outputs = play(`${text}\n`, gapMs);
      expect(scans(outputs)).toEqual([]);
      expect(allText(outputs)).toBe(text);
      expect(outputs.at(-1)).toMatchObject({ type: 'typed-suffix' });
    }));
  });

  test('two keys rolled over each other are typing, not a scan', () => {
    expect(play('1', 10).concat(play('12', 10)).every((output) => output.type === 'typed')).toBe(true);
  });

  test('a PIN typed very fast without Enter is typing', () => {
    expect(play('1111', 30)).toEqual([{ type: 'typed', text: '1111' }]);
  });
});

test('whatever the timing, every character comes out once and in order', () => {
  const keys = fc.array(fc.record({ character: fc.constantFrom('a', 'B', '7', '-', '\n'), gapMs: fc.integer({ min: 0, max: 400 }) }), { maxLength: 60 });
  fc.assert(fc.property(keys, (list) => {
    let state = EMPTY_SCANNER;
    let atMs = 0;
    const outputs: ScannerOutput[] = [];
    for (const { character, gapMs } of list) {
      atMs += gapMs;
      const step = pushKey(state, character === '\n' ? { kind: 'suffix', atMs } : { kind: 'character', character, atMs }, settings);
      state = step.state;
      outputs.push(...step.outputs);
    }
    outputs.push(...pushQuiet(state, settings).outputs);
    expect(allText(outputs)).toBe(list.map(({ character }) => character).filter((character) => character !== '\n').join(''));
  }));
});
