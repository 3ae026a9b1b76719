import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyScan, LONGEST_CODE } from './classify-scan.ts';
import { formatControlCode, parseControlPayload, PLAIN_CONTROLS, type ControlCode } from './control-code.ts';
import { parseGs1 } from './gs1.ts';
import { gs1CheckDigit, isGtin, toGtin14 } from './gtin.ts';
import { checkCharacter } from './check-character.ts';
import { formatPackbenchCode, parsePackbenchCode, type PackbenchCodeKind } from './packbench-code.ts';
import { formatSscc, isSscc } from './sscc.ts';
import { trackingSpellings } from './tracking-spellings.ts';

const GS = String.fromCharCode(29);
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const character = fc.constantFrom(...ALPHABET.split(''));
const kind = fc.constantFrom<PackbenchCodeKind>('C', 'S', 'B', 'T');
const payload = fc.array(fc.array(character, { minLength: 1, maxLength: 8 }).map((part) => part.join('')), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-'));
const digits = (length: number): fc.Arbitrary<string> => fc.array(fc.constantFrom(...'0123456789'.split('')), { minLength: length, maxLength: length }).map((list) => list.join(''));
const gtin14 = digits(13).map((body) => body + gs1CheckDigit(body));
const control: fc.Arbitrary<ControlCode> = fc.oneof(
  fc.constantFrom(...PLAIN_CONTROLS).map((name) => ({ name })),
  fc.integer({ min: 1, max: 9999 }).map((units) => ({ name: 'QTY' as const, units })),
  fc.array(character, { minLength: 1, maxLength: 10 }).map((box) => ({ name: 'BOX' as const, box: box.join('') })),
  fc.constantFrom('en' as const, 'es' as const).map((language) => ({ name: 'LANGUAGE' as const, language })),
);

describe('what a scan is', () => {
  test('every text gets exactly one answer and nothing throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 600 }), fc.string({ unit: 'binary', maxLength: 300 }), payload), (text) => {
      expect(['empty', 'noise', 'bad-check', 'control', 'unknown-control', 'badge', 'slip', 'tote', 'item', 'text']).toContain(classifyScan(text).kind);
    }));
  });

  test.each(['', '   ', '\r\n', GS, '\t\u0000'])('%j is an empty scan', (text) => {
    expect(classifyScan(text)).toEqual({ kind: 'empty' });
  });

  test.each([['4 KB of digits', '7'.repeat(4096)], ['10,000 spaces around a letter in the middle', `${'x '.repeat(5000)}`], ['an escape in the middle', '95\u001b[2J21'], ['a text turned right to left', '12\u202e34'], ['half a character', '12\ud80034'], ['a decoding error', '12\ufffd34']])('%s is noise', (_, text) => {
    expect(classifyScan(text)).toEqual({ kind: 'noise', length: text.length });
  });

  test('the longest allowed code is not noise', () => {
    expect(classifyScan('Z'.repeat(LONGEST_CODE)).kind).toBe('text');
  });

  test('a prefix or suffix of the scanner changes nothing', () => {
    fc.assert(fc.property(payload, fc.constantFrom('', ' ', '\u0002'), fc.constantFrom('', '\r', '\r\n', '\t', '\u0003'), (code, prefix, suffix) => {
      expect(classifyScan(prefix + code + suffix)).toEqual(classifyScan(code));
    }));
  });

  test('each of our codes is told by its letter', () => {
    expect(classifyScan(formatPackbenchCode('S', '7Q2M9KX4TB'))).toEqual({ kind: 'slip', pairCode: '7Q2M9KX4TB' });
    expect(classifyScan(formatPackbenchCode('B', 'ALEX01'))).toEqual({ kind: 'badge', code: formatPackbenchCode('B', 'ALEX01') });
    expect(classifyScan(formatPackbenchCode('T', '0007'))).toEqual({ kind: 'tote', toteCode: '0007' });
    expect(classifyScan(formatPackbenchCode('C', 'FLY'))).toEqual({ kind: 'unknown-control', text: formatPackbenchCode('C', 'FLY') });
  });

  test("ShipStation's code is the order number in it, and a hostile one stays as it is", () => {
    const hex = (text: string): string => Array.from(text, (letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
    expect(classifyScan(`^#^${hex('#1001')}^`)).toEqual({ kind: 'text', text: '#1001' });
    expect(classifyScan(`^#^${hex('a\u0000b')}^`)).toEqual({ kind: 'text', text: `^#^${hex('a\u0000b')}^` });
  });

  test('a number with a wrong check digit is no item', () => {
    expect(classifyScan('9521234543213').kind).toBe('item');
    expect(classifyScan('9521234543214').kind).toBe('text');
  });
});

describe('our own codes', () => {
  test('what we print is what we read, in either case', () => {
    fc.assert(fc.property(kind, payload, (ofKind, text) => {
      const code = formatPackbenchCode(ofKind, text);
      expect(parsePackbenchCode(code)).toEqual({ kind: ofKind, payload: text });
      expect(parsePackbenchCode(code.toLowerCase())).toEqual({ kind: ofKind, payload: text });
    }));
  });

  test('one wrong character is never read as another code', () => {
    fc.assert(fc.property(kind, payload, fc.nat(), character, (ofKind, text, at, wrong) => {
      const code = formatPackbenchCode(ofKind, text);
      const index = at % code.length;
      fc.pre(code[index] !== '-' && code[index] !== wrong);
      expect([null, 'bad-check']).toContain(parsePackbenchCode(code.slice(0, index) + wrong + code.slice(index + 1)));
    }));
  });

  test('of all swaps of two neighbours behind a given start, at most 2 in 1260 are not seen', () => {
    const alphabet = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    for (const start of alphabet) {
      const unseen = alphabet.flatMap((first) => alphabet.filter((second) => first !== second && checkCharacter(start + first + second) === checkCharacter(start + second + first)));
      expect([start, unseen.length <= 2]).toEqual([start, true]);
    }
  });

  test('every control code survives printing and scanning', () => {
    fc.assert(fc.property(control, (code) => {
      expect(classifyScan(formatControlCode(code))).toEqual({ kind: 'control', control: code });
    }));
  });

  test.each(['QTY-0', 'QTY-', 'QTY-12345', 'BOX-', 'BOX-ELEVENCHARS', 'LANGUAGE-XX', 'OK-OK', ''])('%j is no control payload', (text) => {
    expect(parseControlPayload(text)).toBeNull();
  });

  test('no product code can be taken for a control code', () => {
    fc.assert(fc.property(gtin14, (gtin) => { expect(parsePackbenchCode(gtin)).toBeNull(); }));
  });
});

describe('GTIN', () => {
  test.each(['96385074', '036000291452', '4006381333931', '10012345678902'])('%s has a right check digit', (gtin) => {
    expect(isGtin(gtin)).toBe(true);
  });

  test('every single wrong digit is caught', () => {
    fc.assert(fc.property(gtin14, fc.nat({ max: 13 }), fc.integer({ min: 1, max: 9 }), (gtin, index, shift) => {
      const wrong = gtin.slice(0, index) + String((Number(gtin[index]) + shift) % 10) + gtin.slice(index + 1);
      expect(isGtin(wrong)).toBe(false);
    }));
  });

  test('UPC-A, its EAN-13 and its GTIN-14 are one item', () => {
    expect(new Set(['036000291452', '0036000291452', '00036000291452'].map((text) => JSON.stringify({ ...classifyScan(text), text: '' }))).size).toBe(1);
    expect(toGtin14('036000291452')).toBe('00036000291452');
  });

  test('lengths that no GTIN has are refused', () => {
    for (const text of ['', '1', '123456789', '12345678901', '123456789012345', '4006381333931 ', '40063813339a1']) expect(isGtin(text)).toBe(false);
  });
});

describe('GS1 element strings', () => {
  test('item, lot, serial, expiry and count are read in any order', () => {
    fc.assert(fc.property(gtin14, fc.integer({ min: 1, max: 99_999_999 }), fc.shuffledSubarray(['10LOT7', '21SER9', '17270131'], { minLength: 0 }), (gtin, count, parts) => {
      const text = `]C1${[`01${gtin}`, ...parts, `30${count}`].join(GS)}`;
      expect(parseGs1(text)).toEqual({
        gtin, count, sscc: null, lot: parts.includes('10LOT7') ? 'LOT7' : null, serial: parts.includes('21SER9') ? 'SER9' : null, expiry: parts.includes('17270131') ? '270131' : null,
      });
    }));
  });

  test('fixed lengths need no separator behind them', () => {
    expect(parseGs1(']d2010952123454321317270131' + '10ABC' + GS + '37' + '12')).toMatchObject({ gtin: '09521234543213', expiry: '270131', lot: 'ABC', count: 12 });
  });

  test('a case code of contained items counts its items', () => {
    expect(classifyScan(`]C1020952123454321337${'24'}`)).toMatchObject({ kind: 'item', gtin14: '09521234543213', units: 24 });
  });

  test('identifiers that a bench does not act on are read past', () => {
    expect(parseGs1(`]C101095212345432133103001250` + `240SPARE${GS}` + `3922199${GS}` + `10L`)).toMatchObject({ gtin: '09521234543213', lot: 'L' });
  });

  test.each([['a wrong check digit', ']C10109521234543214'], ['a value that is too short', ']C1010952'], ['a count of nothing', `]C1010952123454321330${'0'}`], ['no item and no carton', ']C110LOT'], ['an unmarked plain number', '1234567890123456']])('%s is no element string', (_, text) => {
    expect(parseGs1(text)).toBeNull();
  });

  test('any text may come and nothing throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), fc.boolean(), (text, isMarked) => { expect(() => parseGs1((isMarked ? ']C1' : '') + text)).not.toThrow(); }));
  });
});

describe('SSCC', () => {
  test.each(['106141412345678908', '000123450000000027', '340123450000000017'])('%s is right', (text) => { expect(isSscc(text)).toBe(true); });

  test('what we number is what we read, and one wrong digit is caught', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 9 }), digits(7), fc.nat({ max: 999_999_999 }), fc.nat({ max: 17 }), (extension, companyPrefix, serial, index) => {
      const text = formatSscc({ extension, companyPrefix, serial });
      expect(isSscc(text)).toBe(true);
      expect(parseGs1(`]C100${text}`)).toMatchObject({ sscc: text, gtin: null });
      expect(isSscc(text.slice(0, index) + String((Number(text[index]) + 1) % 10) + text.slice(index + 1))).toBe(false);
    }));
  });

  test('a serial that does not fit is a wrong setting', () => {
    expect(() => formatSscc({ extension: 0, companyPrefix: '9521234', serial: 1_000_000_000_0 })).toThrow(/17 digits/);
  });
});

describe('a label read by the scanner', () => {
  test.each([
    ['USPS with its ZIP', '420731089234690361980900000142', '9234690361980900000142'],
    ['USPS with its ZIP+4', '4201002334249200190132607600833457', '9200190132607600833457'],
    ['USPS as GS1-128', `]C1420731089234690361980900000142`, '9234690361980900000142'],
    ['FedEx, 34 digits', '1001921334250001000300779017972697', '779017972697'],
    ['UPS typed with spaces', '1z 999 aa1 01 2345 6784', '1Z999AA10123456784'],
  ])('%s stands for its tracking number', (_, text, tracking) => {
    expect(trackingSpellings(text)).toContain(tracking);
  });

  test('the text itself is always asked first', () => {
    fc.assert(fc.property(payload, (text) => { expect(trackingSpellings(text)[0]).toBe(text); }));
  });
});
