import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carrierZpl } from '../../test/fixtures/documents/slip-content.ts';
import { readZplDotsPerInch, sanitiseZpl } from './sanitise-zpl.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const text = (value: Uint8Array): string => Buffer.from(value).toString('latin1');

function sanitised(zpl: string) {
  const result = sanitiseZpl(bytes(zpl));
  if (!result.ok) throw new Error(result.error);
  return { ...result.value, text: text(result.value.bytes) };
}

describe('a carrier label before it goes to the printer', () => {
  test('loses every setting that would outlive it and keeps the rest byte for byte', () => {
    const result = sanitised(text(carrierZpl('PB1')));
    expect(result.stripped).toEqual(['^MNY', '^MFN,N', '^MD30', '^PR12']);
    const wanted = text(carrierZpl('PB1')).replace('^MNY', '').replace('^MFN,N', '').replace('^MD30', '').replace('^PR12', '').replace('^PQ2,0,1,Y', '^PQ1');
    expect(result.text).toBe(wanted);
    expect(result.labelCount).toBe(1);
  });

  test.each(['^JUS', '^MMT', '^MNY', '^MTD', '^MD30', '^MFN', '^PR12', '^SXO', '^LT10', '^LS5', '~SD30', '~JR', '~DB', '^JMA', '^SZ2', '^XB', '~JA', '^MCN'])('%s never reaches the printer', (command) => {
    const result = sanitised(`^XA${command}^FO1,1^FDx^FS^XZ`);
    expect(result.text).toBe('^XA^FO1,1^FDx^FS^XZ');
    expect(result.stripped).toEqual([command]);
  });

  test('text that looks like a setting is kept when it is field data', () => {
    const label = '^XA^FO1,1^FDspeed ~SD30 ok^FS^XZ';
    expect(sanitised(label)).toMatchObject({ text: label, stripped: [] });
  });

  test('raw graphics bytes are ink, whatever they look like', () => {
    const label = '^XA^FO0,0^GFB,8,8,1,^MD30~JR^FS^XZ';
    expect(sanitised(label)).toMatchObject({ text: label, stripped: [] });
  });

  test('its own graphics may be cleared away, those of the warehouse may not', () => {
    expect(sanitised('^XA^IDR:*.GRF^IDE:*.*^FO1,1^FDx^FS^XZ')).toMatchObject({ text: '^XA^IDR:*.GRF^FO1,1^FDx^FS^XZ', stripped: ['^IDE:*.*'] });
  });

  test('a format that only sets puts out no label', () => {
    expect(sanitised('^XA^PW812^XZ^XA^FO1,1^FDx^FS^XZ').labelCount).toBe(1);
  });

  test.each([['^XA^CC!!FO1,1!FDx!FS!XZ', 'PrefixChanged'], ['^XA^MUM^FO1,1^FDx^FS^XZ', 'UnitsChanged'], ['hello', 'NotZpl'], ['', 'NotZpl'], ['^XA^FDcut off', 'NotZpl'], ['^XA^DFR:A.ZPL^FN1^FS^XZ^XA^XFR:A.ZPL^FN1^FDx^FS^XZ', 'StoredFormat']])('%s is refused by name', (zpl, refusal) => {
    expect(sanitiseZpl(bytes(zpl))).toEqual({ ok: false, error: refusal });
  });

  test('the resolution it was made for is read from its width', () => {
    expect([readZplDotsPerInch(bytes('^XA^PW812^XZ')), readZplDotsPerInch(bytes('^XA^PW1200^XZ')), readZplDotsPerInch(bytes('^XA^XZ'))]).toEqual([203, 300, 203]);
  });

  const command = fc.constantFrom('^XA', '^XZ', '^FO10,10', '^FDtext^FS', '^BY2', '^BCN,80,Y,N,N', '^MD30', '^PR4', '~SD15', '^PQ3', '^JUS', '\n', '^GFA,2,2,1,FFFF', '^FH', '^PON', '~JR', '^MMT', 'noise');

  test('cleaning twice is cleaning once, nothing forbidden is left, and nothing is invented', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const source = `${commands.join('')}^XA^FDx^FS^XZ`;
      const once = sanitised(source);
      expect(sanitised(once.text)).toMatchObject({ text: once.text, stripped: [] });
      expect(once.text.replace(/\^FD[^^]*/g, '')).not.toMatch(/\^(MD|PR|JU|MM)|~(SD|JR)/);
      expect(once.text.replaceAll('^PQ1', '').length).toBeLessThanOrEqual(source.length);
    }));
  });

  test('any bytes at all get an answer', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => { expect(typeof sanitiseZpl(noise).ok).toBe('boolean'); }));
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('^', '~', 'F', 'D', 'X', 'A', 'Z', 'G', 'B', ',', '9', '\n'), maxLength: 80 }), (noise) => { expect(typeof sanitiseZpl(bytes(noise)).ok).toBe('boolean'); }));
  });
});
