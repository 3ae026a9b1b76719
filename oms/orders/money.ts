/** Money of the seed's API: decimal numbers such as 29.99, turned into integer minor units and back without a float's error. */
import { amountToMinor, currencyDecimals } from '../connectors/currency.ts';

/** Minor units; null when the amount is finer than its currency, is no plain decimal number, or the currency does not exist. */
export function toMinorUnits(amount: number, currency: string): number | null {
  const decimals = currencyDecimals(currency);
  return decimals === null ? null : amountToMinor(String(amount), decimals);
}

export function fromMinorUnits(minor: number, currency: string): number {
  const decimals = currencyDecimals(currency) ?? 2;
  return Number((minor / 10 ** decimals).toFixed(decimals));
}
