/** Pure translation between stored nodes and the API's bodies. The address is one document in the store, columns of its own in the body. */
import type { Insertable, Updateable } from 'kysely';
import type { z } from 'zod';
import { addressSchema, type Address } from '../../domain/wire/documents.ts';
import type { Database } from '../db/schema.ts';
import type { capacitySchema, CreateNodeBody, nodeSchema, UpdateNodeBody } from './node-schemas.ts';
import type { NodeRow } from './node-store.ts';

export function toNodeBody(row: NodeRow): z.infer<typeof nodeSchema> {
  const address = addressSchema.parse(row.address);
  return {
    id: row.node_id, code: row.code, name: row.name, node_type: row.node_type, status: row.status, address_line1: address.address1, address_line2: address.address2, city: address.city, state: address.state, postal_code: address.postalCode,
    country: address.countryCode, phone: address.phone, latitude: row.latitude, longitude: row.longitude, can_ship: row.can_ship, can_pickup: row.can_pickup, can_curbside: row.can_curbside, can_same_day: row.can_same_day,
    daily_order_capacity: row.daily_order_capacity, current_daily_orders: row.orders_today, shipping_cost_multiplier: row.shipping_cost_multiplier, avg_processing_hours: row.avg_processing_hours, timezone: row.timezone,
    created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString(),
  };
}

export function toNewNode(nodeId: string, body: CreateNodeBody): Insertable<Database['fulfillment_nodes']> {
  const { code, ...fields } = body;
  return { ...toColumns(fields), node_id: nodeId, code, name: body.name, node_type: body.node_type, latitude: body.latitude, longitude: body.longitude, can_ship: body.can_ship, can_pickup: body.can_pickup, can_curbside: body.can_curbside,
    can_same_day: body.can_same_day, daily_order_capacity: body.daily_order_capacity, address: JSON.stringify(toAddress(body, null)) };
}

export function toChange(body: UpdateNodeBody, current: NodeRow): Updateable<Database['fulfillment_nodes']> {
  return { ...toColumns(body), address: JSON.stringify(toAddress(body, addressSchema.parse(current.address))) };
}

/** What the body names, without its address. */
function toColumns(body: UpdateNodeBody): Updateable<Database['fulfillment_nodes']> {
  const { address_line1: _one, address_line2: _two, city: _city, state: _state, postal_code: _postalCode, country: _country, phone: _phone, ...rest } = body;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
}

/** The company that a label names as sender is the node, unless somebody has set another name. */
function toAddress(body: UpdateNodeBody, current: Address | null): Address {
  const name = body.name ?? current?.name ?? '';
  return {
    name: current?.name ?? name, company: body.name ?? current?.company ?? null, address1: body.address_line1 ?? current?.address1 ?? '', address2: body.address_line2 === undefined ? (current?.address2 ?? null) : body.address_line2,
    city: body.city ?? current?.city ?? '', state: body.state === undefined ? (current?.state ?? null) : body.state, postalCode: body.postal_code ?? current?.postalCode ?? '', countryCode: body.country ?? current?.countryCode ?? 'US',
    phone: body.phone === undefined ? (current?.phone ?? null) : body.phone,
  };
}

export function toCapacity(row: NodeRow): z.infer<typeof capacitySchema> {
  const { daily_order_capacity: capacity, orders_today: orders } = row;
  return {
    node_id: row.node_id, code: row.code, day: row.today, daily_capacity: capacity, current_orders: orders, available_capacity: Math.max(0, capacity - orders),
    utilization_pct: Math.round((orders / Math.max(1, capacity)) * 10_000) / 100,
  };
}
