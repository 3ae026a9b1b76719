/** SQL that sourcing reads its world from, and its decision's record. */
import { sql, type Insertable, type Selectable } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type NodeRow = Pick<Selectable<Database['fulfillment_nodes']>, 'node_id' | 'code' | 'node_type' | 'status' | 'latitude' | 'longitude' | 'can_ship' | 'can_pickup' | 'can_curbside' | 'can_same_day' | 'daily_order_capacity'>;

export async function selectNodes(tx: Tx): Promise<NodeRow[]> {
  return tx.selectFrom('fulfillment_nodes')
    .select(['node_id', 'code', 'node_type', 'status', 'latitude', 'longitude', 'can_ship', 'can_pickup', 'can_curbside', 'can_same_day', 'daily_order_capacity']).orderBy('code').execute();
}

/** Orders allocated to each node today: what counts against its capacity is what was promised, not what was shipped. */
export async function countAllocatedToday(tx: Tx): Promise<Map<string, number>> {
  const { rows } = await sql<{ node_id: string; orders: number }>`SELECT node_id, count(DISTINCT order_id)::int AS orders FROM fulfillment_allocations
    WHERE status <> 'CANCELLED' AND created_at >= date_trunc('day', now()) GROUP BY node_id`.execute(tx);
  return new Map(rows.map((row) => [row.node_id, row.orders]));
}

export async function selectActiveRules(tx: Tx): Promise<Selectable<Database['sourcing_rules']>[]> {
  return tx.selectFrom('sourcing_rules').select(['rule_id', 'name', 'priority', 'strategy', 'conditions', 'allowed_node_types', 'required_capabilities', 'excluded_nodes', 'max_split_nodes', 'max_distance_km', 'cost_weight', 'distance_weight', 'is_active'])
    .where('is_active', '=', true).orderBy('priority').execute();
}

export async function insertDecision(tx: Tx, decision: Insertable<Database['sourcing_decisions']>): Promise<void> {
  await tx.insertInto('sourcing_decisions').values(decision).execute();
}
