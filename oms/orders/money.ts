/** Money of the seed's API: decimal numbers such as 29.99, turned into integer minor units without a float's error. */
/** Minor units of a decimal text or number; null when it has more decimals than the currency, or is no number. */
export function toMinorUnits(amount: string | number, decimals = 2): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(amount));
  if (!match) return null;
  const [, sign, whole, fraction = ''] = match;
  if (fraction.slice(decimals).replaceAll('0', '') !== '') return null;
  const value = Number(`${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`);
  return Number.isSafeInteger(value) ? (sign === '-' ? -value : value) : null;
}

export function fromMinorUnits(minor: number, decimals = 2): number {
  return Number((minor / 10 ** decimals).toFixed(decimals));
}
