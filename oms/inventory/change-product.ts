/** Changes what a product is, and how its stock is managed at every node that keeps it. One transaction. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { toMinorUnits } from '../orders/money.ts';
import type { UpdateProductBody } from './inventory-schemas.ts';
import { toGrams } from './item-mapper.ts';
import { selectProductCurrency, updateItemsOfSku, updateProduct } from './item-store.ts';

export type ChangeProductRefusal = { readonly code: 'UnknownItem' | 'BadAmount'; readonly message: string };

/** The number of nodes that keep it. */
export async function changeProduct(tx: Tx, sku: string, body: UpdateProductBody): Promise<Result<number, ChangeProductRefusal>> {
  const currency = await selectProductCurrency(tx, sku);
  if (currency === undefined) return err({ code: 'UnknownItem', message: `The catalogue does not have ${sku}.` });
  const { product_name: name, weight_lbs: pounds, unit_cost: cost, ...item } = body;
  const unitCost = cost === undefined ? undefined : toMinorUnits(cost, currency);
  if (unitCost === null) return err({ code: 'BadAmount', message: `unit_cost has more decimals than ${currency} allows.` });
  if (name !== undefined || pounds !== undefined) await updateProduct(tx, sku, { ...(name === undefined ? {} : { name }), ...(pounds === undefined ? {} : { weight_grams: toGrams(pounds) }) });
  return ok(await updateItemsOfSku(tx, sku, { ...onlyNamed(item), ...(unitCost === undefined ? {} : { unit_cost_minor: unitCost }) }));
}

export function onlyNamed(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
