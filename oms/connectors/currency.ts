/** Decimal places of a currency by ISO 4217, and money texts of shops as integer minor units. */
const ZERO_DECIMALS = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const THREE_DECIMALS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);
const KNOWN = new Set(Intl.supportedValuesOf('currency'));

/** Null: no such currency. (The platform's own table is CLDR's, which drops the minor unit of some currencies.) */
export function currencyDecimals(currency: string): number | null {
  if (!KNOWN.has(currency)) return null;
  return ZERO_DECIMALS.has(currency) ? 0 : THREE_DECIMALS.has(currency) ? 3 : 2;
}

/** Null: not a decimal number, finer than the currency, or beyond 2^53. Trailing zeros never make it finer: "1000.0" yen is 1000. */
export function amountToMinor(amount: string, decimals: number): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount.trim());
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (/[^0]/.test(fraction.slice(decimals))) return null;
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (!Number.isSafeInteger(minor)) return null;
  return sign === '-' && minor !== 0 ? -minor : minor;
}
