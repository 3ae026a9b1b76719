/** Why stock changes (seed 000 section 5.2), and which changes a person may enter. */
import { err, ok, type Result } from '../result.ts';

export const ADJUSTMENT_REASONS = ['RECEIVED', 'SOLD', 'RETURNED', 'DAMAGED', 'CYCLE_COUNT', 'TRANSFER_IN', 'TRANSFER_OUT', 'RESERVED', 'RESERVATION_RELEASED', 'CORRECTION'] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

/** in: more on hand; out: less; any: whatever a count finds; never: somebody else writes it, in step with what it stands for. */
const SIGN: Readonly<Record<AdjustmentReason, 'in' | 'out' | 'any' | 'never'>> = {
  RECEIVED: 'in', RETURNED: 'in', SOLD: 'out', DAMAGED: 'out', CYCLE_COUNT: 'any', CORRECTION: 'any',
  // A transfer has two sides, a reservation has its allocation: alone they would not add up.
  TRANSFER_IN: 'never', TRANSFER_OUT: 'never', RESERVED: 'never', RESERVATION_RELEASED: 'never',
};

export type StockLevel = { readonly onHand: number; readonly reserved: number };
export type AdjustmentRefusal = { readonly code: 'ReasonNotAllowed' | 'NotEnoughStock'; readonly message: string };

/** The stock after a change that a person enters. What is promised to orders cannot be taken away under them. */
export function adjustStock(stock: StockLevel, reason: AdjustmentReason, delta: number): Result<StockLevel, AdjustmentRefusal> {
  const sign = SIGN[reason];
  if (sign === 'never') return err({ code: 'ReasonNotAllowed', message: `${reason} is written by orders and transfers themselves. Use POST /inventory/transfer, or CORRECTION.` });
  if (delta === 0 && reason !== 'CYCLE_COUNT') return err({ code: 'ReasonNotAllowed', message: `${reason} needs a quantity other than 0.` });
  if ((sign === 'in' && delta < 0) || (sign === 'out' && delta > 0)) return err({ code: 'ReasonNotAllowed', message: `${reason} takes a ${sign === 'in' ? 'positive' : 'negative'} quantity.` });
  const onHand = stock.onHand + delta;
  if (onHand < stock.reserved) {
    return err({ code: 'NotEnoughStock', message: `${stock.onHand} are on hand and ${stock.reserved} of them are promised to orders, so at most ${stock.onHand - stock.reserved} can go. Cancel or move orders first.` });
  }
  return ok({ onHand, reserved: stock.reserved });
}
