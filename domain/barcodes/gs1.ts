/**
 * GS1 element strings as a scanner delivers them: FNC1 arrives as ASCII 29, or the symbology identifier `]C1`, `]d2`, `]Q3`, `]e0` leads.
 * GS1 General Specifications sections 3 and 7.8.5. Every application identifier is read past; a packing bench acts on few of them.
 */
import { isGtin } from './gtin.ts';
import { isSscc } from './sscc.ts';

export type Gs1Elements = {
  readonly gtin: string | null; readonly count: number; readonly lot: string | null; readonly serial: string | null;
  /** YYMMDD as printed; day 00 means the end of the month. */
  readonly expiry: string | null;
  readonly sscc: string | null;
};

const GROUP_SEPARATOR = String.fromCharCode(29);

/** Null when the text is no GS1 element string that can be read whole, when a check digit in it is wrong, or when it names neither an item nor a carton. */
export function parseGs1(text: string): Gs1Elements | null {
  const isMarked = /^\](C1|d2|Q3|e0)/.test(text) || text.includes(GROUP_SEPARATOR);
  const body = text.replace(/^\](C1|d2|Q3|e0)/, '').replace(GROUP_SEPARATOR, (separator, at: number) => (at === 0 ? '' : separator));
  // Without a mark only (01) + 14 digits is taken, so that no plain number is misread as an element string.
  if (!isMarked && !/^01\d{14}/.test(body)) return null;
  const values = readElements(body);
  if (values === null) return null;
  const gtin = values.get('01') ?? values.get('02') ?? null;
  const sscc = values.get('00') ?? null;
  const isNamed = (gtin !== null && isGtin(gtin)) || (gtin === null && sscc !== null);
  if (!isNamed || (sscc !== null && !isSscc(sscc))) return null;
  const count = values.get('30') ?? values.get('37') ?? '1';
  if (!/^0*[1-9]\d{0,7}$/.test(count)) return null;
  return { gtin, count: Number(count), lot: values.get('10') ?? null, serial: values.get('21') ?? null, expiry: values.get('17') ?? null, sscc };
}

function readElements(body: string): Map<string, string> | null {
  const values = new Map<string, string>();
  let rest = body;
  while (rest.length > 0) {
    const identifier = rest.slice(0, identifierLength(rest));
    const length = fixedLength(identifier);
    const end = length === null ? rest.indexOf(GROUP_SEPARATOR) : identifier.length + length;
    const value = rest.slice(identifier.length, end === -1 ? undefined : end);
    if (!/^\d{2,4}$/.test(identifier) || value.length === 0 || (length !== null && !isDigits(value, length))) return null;
    values.set(identifier, value);
    rest = end === -1 ? '' : rest.slice(end);
    if (rest.startsWith(GROUP_SEPARATOR)) rest = rest.slice(1);
  }
  return values;
}

/** How many digits the identifier itself has, by its first two. */
function identifierLength(rest: string): number {
  const first = rest.slice(0, 2);
  if (/^(2[345]|4[012]|71)$/.test(first)) return 3;
  return /^(3[1-6]|39|43|7[02]|8[012])$/.test(first) ? 4 : 2;
}

/** The pre-defined lengths, which need no FNC1 behind them; null: variable, ended by FNC1 or by the end. */
function fixedLength(identifier: string): number | null {
  switch (identifier.slice(0, 2)) {
    case '00': return 18;
    case '01': case '02': case '03': return 14;
    case '04': return 16;
    case '11': case '12': case '13': case '14': case '15': case '16': case '17': case '18': case '19': return 6;
    case '20': return 2;
    case '31': case '32': case '33': case '34': case '35': case '36': return 6;
    case '41': return 13;
    default: return null;
  }
}

function isDigits(value: string, length: number): boolean {
  return value.length === length && /^\d+$/.test(value);
}
