/** Amounts of a filter in the currency's minor units. */
import { toMinorUnits } from '../orders/money.ts';

/** An amount finer than its currency is rounded to the side that leaves nothing out that it should leave in. */
export function inMinor(amount: number | undefined, currency: string, round: (value: number) => number): number | null {
  if (amount === undefined) return null;
  return toMinorUnits(amount, currency) ?? round(amount * (toMinorUnits(1, currency) ?? 1));
}
