/** A node begins to keep a SKU; what it starts with is received, so that the adjustments always add up to the stock. */
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { wakeBackorders } from '../orders/wake-backorders.ts';
import type { Tx } from '../db/connect.ts';
import { toMinorUnits } from '../orders/money.ts';
import type { Services } from '../services.ts';
import { insertAdjustments } from './inventory-store.ts';
import type { CreateItemBody } from './inventory-schemas.ts';
import { toGrams } from './item-mapper.ts';
import { insertItem, insertProduct, selectItem, selectNodeCode, selectProductCurrency, type ItemRow } from './item-store.ts';

export type CreateItemRefusal = { readonly code: 'UnknownNode' | 'UnknownSku' | 'ItemExists' | 'BadAmount'; readonly message: string };
const NEW_PRODUCT_CURRENCY = 'USD';

export async function createItem(tx: Tx, services: Services, body: CreateItemBody): Promise<Result<ItemRow, CreateItemRefusal>> {
  if ((await selectNodeCode(tx, body.node_id)) === undefined) return err({ code: 'UnknownNode', message: `There is no node ${body.node_id}.` });
  const currency = (await selectProductCurrency(tx, body.sku)) ?? (await addProduct(tx, body));
  if (currency === null) return err({ code: 'UnknownSku', message: `The catalogue does not have ${body.sku}. Send product_name and a gtin that no other product has, and it is made.` });
  const unitCost = toMinorUnits(body.unit_cost, currency);
  if (unitCost === null) return err({ code: 'BadAmount', message: `unit_cost has more decimals than ${currency} allows.` });
  const itemId = makeId('itm', services.clock, services.random);
  const isNew = await insertItem(tx, {
    item_id: itemId, node_id: body.node_id, sku: body.sku, quantity_on_hand: body.quantity_on_hand, bin_code: body.bin_code, reorder_point: body.reorder_point, reorder_quantity: body.reorder_quantity, unit_cost_minor: unitCost,
  });
  if (!isNew) return err({ code: 'ItemExists', message: `The node keeps ${body.sku} already. Use POST /inventory/{item_id}/adjust.` });
  if (body.quantity_on_hand > 0) {
    await insertAdjustments(tx, [{
      adjustment_id: makeId('adj', services.clock, services.random), item_id: itemId, reason: 'RECEIVED', on_hand_delta: body.quantity_on_hand, reserved_delta: 0, on_hand_after: body.quantity_on_hand, reserved_after: 0, order_id: null,
    }]);
    await wakeBackorders(tx, body.sku, body.quantity_on_hand);
  }
  return ok(must(await selectItem(tx, itemId), 'the item just made'));
}

/** The new product's currency; null when too little is known of it. */
async function addProduct(tx: Tx, { sku, product_name: name, gtin, weight_lbs: pounds }: CreateItemBody): Promise<string | null> {
  if (name === undefined || gtin === undefined) return null;
  const isNew = await insertProduct(tx, { sku, name, gtin, product_line: null, weight_grams: toGrams(pounds), unit_price_minor: 0, currency: NEW_PRODUCT_CURRENCY, picture_svg: '' });
  return isNew ? NEW_PRODUCT_CURRENCY : null;
}
