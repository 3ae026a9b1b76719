/**
 * GS1 element strings as a scanner delivers them: FNC1 arrives as ASCII 29, or the symbology identifier `]C1`, `]d2`, `]Q3` leads.
 * Application identifiers: GS1 General Specifications section 3. Only those that a packing bench acts on are known here.
 */
import { gs1CheckDigit } from './gtin.ts';

export type Gs1Elements = { readonly gtin: string | null; readonly count: number; readonly lot: string | null; readonly serial: string | null; readonly expiry: string | null; readonly sscc: string | null };

const GROUP_SEPARATOR = String.fromCharCode(29);
/** AI -> fixed length of its value; 0 means variable, ended by FNC1 or the end. */
const LENGTHS: Readonly<Record<string, number>> = { '00': 18, '01': 14, '02': 14, '10': 0, '11': 6, '15': 6, '17': 6, '20': 2, '21': 0, '30': 0, '37': 0 };

/** Null when the text is no GS1 element string that we can read whole, or a check digit in it is wrong. */
export function parseGs1(text: string): Gs1Elements | null {
  const isMarked = /^\](C1|d2|Q3|e0)/.test(text) || text.includes(GROUP_SEPARATOR);
  const body = text.replace(/^\][A-Za-z]\d/, '').replace(new RegExp(`^${GROUP_SEPARATOR}`), '');
  // Without a mark only (01) + 14 digits is taken, so that no plain number is misread as an element string.
  if (!isMarked && !/^01\d{14}/.test(body)) return null;
  const values = readElements(body);
  if (values === null) return null;
  const item = values.get('01') ?? values.get('02') ?? null;
  const sscc = values.get('00') ?? null;
  if ((item !== null && !isChecked(item)) || (sscc !== null && !isChecked(sscc)) || (item === null && sscc === null)) return null;
  const count = Number(values.get('30') ?? values.get('37') ?? '1');
  if (!Number.isInteger(count) || count < 1) return null;
  return { gtin: item, count, lot: values.get('10') ?? null, serial: values.get('21') ?? null, expiry: values.get('17') ?? null, sscc };
}

function readElements(body: string): Map<string, string> | null {
  const values = new Map<string, string>();
  let rest = body;
  while (rest.length > 0) {
    const identifier = rest.slice(0, 2);
    const length = LENGTHS[identifier];
    if (length === undefined) return null;
    const end = length === 0 ? rest.indexOf(GROUP_SEPARATOR) : 2 + length;
    const value = rest.slice(2, end === -1 ? undefined : end);
    if (value.length === 0 || (length > 0 && !new RegExp(`^\\d{${length}}$`).test(value))) return null;
    values.set(identifier, value);
    rest = end === -1 ? '' : rest.slice(end).replace(new RegExp(`^${GROUP_SEPARATOR}`), '');
  }
  return values;
}

function isChecked(digits: string): boolean {
  return gs1CheckDigit(digits.slice(0, -1)) === digits.slice(-1);
}
