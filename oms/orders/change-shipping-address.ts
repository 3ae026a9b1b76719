/**
 * Sends an order somewhere else. Before a label it is plain; with a label bought and the box open, the old label is void and a new one is
 * bought, and the bench that packs it sees both through the feed; with a closed box it is refused. One transaction, repeatable.
 * The nodes that hold the stock stay: sourcing anew for a corrected street would move goods for nothing.
 */
import { err, ok, type Result } from '../../domain/result.ts';
import { addressSchema, type Address } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/connect.ts';
import { wakeOrder } from '../fulfillment/pipeline/wake-order.ts';
import type { Services } from '../services.ts';
import { replaceLabels } from '../shipping/replace-labels.ts';
import { recordOrderEvent } from './change-order-status.ts';
import { OVER } from './hold-order.ts';
import { lockOrder, updateOrderAddress } from './order-store.ts';
import { isSameAddress } from './shipping-address.ts';

export type AddressChange = { readonly orderId: string; readonly actor: string; readonly shipTo: Address; readonly latitude: number | null; readonly longitude: number | null };
export type AddressRefusal = { readonly code: 'UnknownOrder' | 'OrderIsOver' | 'AlreadyPacked'; readonly message: string };

/** False: it goes there already. */
export async function changeShippingAddress(tx: Tx, services: Services, change: AddressChange): Promise<Result<boolean, AddressRefusal>> {
  const { orderId, actor, shipTo, latitude, longitude } = change;
  const order = await lockOrder(tx, orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${orderId}.` });
  const before = addressSchema.parse(order.shipping_address);
  if (isSameAddress(before, shipTo)) return ok(false);
  if (OVER.includes(order.status)) return err({ code: 'OrderIsOver', message: `Order ${order.order_number} is ${order.status} already, so its address cannot change any more.` });
  const replaced = await replaceLabels(tx, orderId);
  if (!replaced.ok) return err({ code: 'AlreadyPacked', message: `A box of order ${order.order_number} is closed with the label ${replaced.error.trackingNumber ?? 'of the old address'}. Ask the carrier to redirect it, or cancel the rest of the order.` });
  await updateOrderAddress(tx, orderId, { shipTo: JSON.stringify(shipTo), latitude, longitude });
  await recordOrderEvent(tx, services, { orderId, eventType: 'order.address_changed', actor, detail: { before, after: shipTo, voidTrackingNumbers: replaced.value.voidTrackingNumbers } });
  await wakeOrder(tx, { orderId, status: order.status });
  return ok(true);
}
