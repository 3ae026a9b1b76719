/** Changes how one node manages a SKU. Quantities change by adjustments only, so that each has its reason. */
import { err, ok, type Result } from '../../domain/result.ts';
import { must } from '../../domain/assert.ts';
import type { Tx } from '../db/connect.ts';
import { toMinorUnits } from '../orders/money.ts';
import { onlyNamed } from './change-product.ts';
import type { UpdateItemBody } from './inventory-schemas.ts';
import { selectItem, updateItem, type ItemRow } from './item-store.ts';

export type ChangeItemRefusal = { readonly code: 'UnknownItem' | 'BadAmount'; readonly message: string };

export async function changeItem(tx: Tx, itemId: string, body: UpdateItemBody): Promise<Result<ItemRow, ChangeItemRefusal>> {
  const item = await selectItem(tx, itemId);
  if (!item) return err({ code: 'UnknownItem', message: `There is no stock item ${itemId}.` });
  const { unit_cost: cost, ...rest } = body;
  const unitCost = cost === undefined ? undefined : toMinorUnits(cost, item.currency);
  if (unitCost === null) return err({ code: 'BadAmount', message: `unit_cost has more decimals than ${item.currency} allows.` });
  await updateItem(tx, itemId, { ...onlyNamed(rest), ...(unitCost === undefined ? {} : { unit_cost_minor: unitCost }) });
  return ok(must(await selectItem(tx, itemId), 'the item just changed'));
}
