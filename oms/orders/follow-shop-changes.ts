/** What the shop edits after we took the order: followed while nothing has been given to a node, shown to a person after that. */
import { addressSchema, type Address } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/connect.ts';
import { openTask } from '../exceptions/open-task.ts';
import type { Services } from '../services.ts';
import { recordOrderEvent } from './change-order-status.ts';
import type { ConnectorOrder } from './connector-order.ts';
import { selectOrderItems, updateOrderAddress, type OrderRow } from './order-store.ts';
import { toStorableJson } from './storable-text.ts';

/** No label is bought yet and no stock of another place is reserved for the old address. */
const NOT_SOURCED = ['PENDING', 'CONFIRMED', 'BACKORDERED'];
/** Nothing is left to change. */
const OVER = ['SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED', 'REFUNDED', 'CANCELLED'];

/** The caller has locked the order and knows that this message is newer than the last. */
export async function followShopChanges(tx: Tx, services: Services, order: OrderRow, input: ConnectorOrder): Promise<void> {
  if (OVER.includes(order.status)) return;
  const shipTo = addressSchema.parse(JSON.parse(toStorableJson(JSON.stringify(input.shipTo))));
  if (!isSameAddress(addressSchema.parse(order.shipping_address), shipTo)) await followAddress(tx, services, order, input, shipTo);
  if (!(await hasSameLines(tx, order, input))) {
    await openTask(tx, services, {
      kind: 'LinesChangedInShop', about: order.order_id, orderId: order.order_id, code: 'LinesChanged',
      message: `The shop changed the lines of order ${order.order_number}, which was taken with the lines it had before. Cancel it here and enter it anew, or change it back in the shop.`,
    });
  }
}

async function followAddress(tx: Tx, services: Services, order: OrderRow, input: ConnectorOrder, shipTo: Address): Promise<void> {
  if (NOT_SOURCED.includes(order.status)) {
    await updateOrderAddress(tx, order.order_id, { shipTo: JSON.stringify(shipTo), latitude: input.latitude, longitude: input.longitude });
    await recordOrderEvent(tx, services, { orderId: order.order_id, eventType: 'order.address_changed', actor: `connector:${input.connectorId}`, detail: { before: order.shipping_address, after: shipTo } });
    return;
  }
  await openTask(tx, services, {
    kind: 'AddressChangedAfterSourcing', about: order.order_id, orderId: order.order_id, code: 'AddressChanged',
    message: `The shop changed the address of order ${order.order_number}, which is ${order.status} with the old one. Cancel it here and send it again from the shop, or ask the customer.`,
  });
}

function isSameAddress(before: Address, after: Address): boolean {
  return (Object.keys(addressSchema.shape) as (keyof Address)[]).every((field) => before[field] === after[field]);
}

async function hasSameLines(tx: Tx, order: OrderRow, input: ConnectorOrder): Promise<boolean> {
  const before = (await selectOrderItems(tx, order.order_id)).map((item) => `${item.external_line_id} ${item.sku} ${item.quantity}`).toSorted();
  const after = input.lines.map((line) => `${line.externalLineId} ${line.sku} ${line.units}`).toSorted();
  return before.join('\n') === after.join('\n');
}
