/** SQL of fulfilment nodes and of what was allocated to them today. */
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';
import type { NodeFilters } from './node-schemas.ts';

export type NodeRow = Selectable<Database['fulfillment_nodes']> & { readonly orders_today: number; readonly today: string };

const COLUMNS = [
  'node_id', 'code', 'name', 'node_type', 'status', 'address', 'latitude', 'longitude', 'can_ship', 'can_pickup', 'can_curbside', 'can_same_day', 'daily_order_capacity', 'shipping_cost_multiplier', 'avg_processing_hours', 'timezone',
  'created_at', 'updated_at',
] as const;
const CAPABILITIES = ['can_ship', 'can_pickup', 'can_curbside', 'can_same_day'] as const;
/** On the node's own calendar day. */
const today = sql<string>`node_day(now(), timezone)::text`.as('today');
const ordersToday = sql<number>`coalesce((SELECT l.orders FROM node_daily_loads l WHERE l.node_id = fulfillment_nodes.node_id AND l.day = node_day(now(), fulfillment_nodes.timezone)), 0)`.as('orders_today');

/** False when the code is taken. */
export async function insertNode(tx: Db | Tx, node: Insertable<Database['fulfillment_nodes']>): Promise<boolean> {
  const row = await tx.insertInto('fulfillment_nodes').values(node).onConflict((on) => on.column('code').doNothing()).returning('node_id').executeTakeFirst();
  return row !== undefined;
}

export async function selectNode(db: Db | Tx, nodeId: string): Promise<NodeRow | undefined> {
  return db.selectFrom('fulfillment_nodes').select(COLUMNS).select([today, ordersToday]).where('node_id', '=', nodeId).executeTakeFirst();
}

/** Its row locked, so that a change of its address keeps what it does not name. */
export async function lockNode(tx: Tx, nodeId: string): Promise<NodeRow | undefined> {
  return tx.selectFrom('fulfillment_nodes').select(COLUMNS).select([today, ordersToday]).where('node_id', '=', nodeId).forNoKeyUpdate().executeTakeFirst();
}

export async function selectNodePage(db: Db, filters: NodeFilters, limit: number, offset: number): Promise<{ rows: NodeRow[]; total: number }> {
  let query = db.selectFrom('fulfillment_nodes');
  if (filters.node_type !== undefined) query = query.where('node_type', '=', filters.node_type);
  if (filters.status !== undefined) query = query.where('status', '=', filters.status);
  for (const name of CAPABILITIES) {
    const wanted = filters[name];
    if (wanted !== undefined) query = query.where(name, '=', wanted);
  }
  const rows = await query.select(COLUMNS).select([today, ordersToday]).orderBy('code').limit(limit).offset(offset).execute();
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

export async function updateNode(tx: Db | Tx, nodeId: string, change: Updateable<Database['fulfillment_nodes']>): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable('fulfillment_nodes').set({ ...change, updated_at: sql<Date>`now()` }).where('node_id', '=', nodeId).executeTakeFirst();
  return numUpdatedRows > 0n;
}
