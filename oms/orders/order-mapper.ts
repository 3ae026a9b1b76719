/** Pure translation from rows to the API's bodies. */
import { z } from 'zod';
import { fromMinorUnits } from './money.ts';
import type { ListedOrderRow } from './order-list-store.ts';
import { FULFILLMENT_STATUSES, type listedOrderSchema, type OrderDetail, type orderSummarySchema } from './order-schemas.ts';
import type { OrderItemRow, OrderRelations, OrderRow } from './order-store.ts';

export function toOrderSummary(row: OrderRow): z.infer<typeof orderSummarySchema> {
  return {
    id: row.order_id, order_number: row.order_number, channel: row.channel, fulfillment_type: row.fulfillment_type, status: row.status, is_on_hold: row.is_on_hold,
    customer_name: row.customer_name, customer_email: row.customer_email, currency: row.currency, subtotal_amount: fromMinorUnits(row.subtotal_minor, row.currency), discount_amount: fromMinorUnits(row.discount_minor, row.currency),
    shipping_amount: fromMinorUnits(row.shipping_minor, row.currency), tax_amount: fromMinorUnits(row.tax_minor, row.currency), total_amount: fromMinorUnits(row.total_minor, row.currency), external_order_id: row.external_order_id,
    placed_at: row.placed_at.toISOString(), ship_by: row.ship_by.toISOString(), created_at: row.created_at.toISOString(),
  };
}

export function toListedOrder(row: ListedOrderRow): z.infer<typeof listedOrderSchema> {
  return { ...toOrderSummary(row), fulfillment_status: z.enum(FULFILLMENT_STATUSES).parse(row.fulfillment_status), tags: row.tags, hold_reason: row.hold_reason, follows_order_id: row.follows_order_id };
}

export function toOrderDetail(row: ListedOrderRow, items: readonly OrderItemRow[], relations: OrderRelations): OrderDetail {
  return {
    ...toListedOrder(row), shipping_address: row.shipping_address, pickup_node_id: row.pickup_node_id, customer_note: row.customer_note, gift_message: row.gift_message,
    line_items: items.map((item) => ({ id: item.order_item_id, sku: item.sku, product_name: item.product_name, quantity: item.quantity, quantity_fulfilled: item.quantity_fulfilled, quantity_moved: item.quantity_moved, unit_price: fromMinorUnits(item.unit_price_minor, row.currency) })),
    allocations: relations.allocations.map((one) => ({ id: one.allocation_id, order_item_id: one.order_item_id, node_id: one.node_id, node_code: one.node_code, sku: one.sku, quantity: one.quantity, status: one.status })),
    parcels: relations.parcels.map((parcel) => ({ id: parcel.parcel_id, node_id: parcel.node_id, status: parcel.status, pair_code: parcel.pair_code, tracking_number: parcel.tracking_number, carrier: parcel.carrier_name })),
    shipments: relations.shipments.map((one) => ({ id: one.shipment_id, parcel_id: one.parcel_id, carrier: one.carrier_name, service: one.service_name, tracking_number: one.tracking_number, status: one.status, shipped_at: one.shipped_at.toISOString(), external_fulfillment_id: one.external_fulfillment_id })),
    follow_ups: relations.followUps.map((one) => ({ id: one.order_id, order_number: one.order_number, status: one.status })),
    sourcing: relations.decision ? { strategy: relations.decision.strategy, decided_at: relations.decision.decided_at.toISOString(), explanation: relations.decision.explanation } : null,
  };
}

/** As it was written, before anybody has done anything with it. */
export function toNewOrderDetail(row: OrderRow, items: readonly OrderItemRow[]): OrderDetail {
  return toOrderDetail({ ...row, fulfillment_status: 'UNFULFILLED' }, items, { allocations: [], parcels: [], shipments: [], followUps: [], decision: undefined });
}
