/** SQL of the list of orders: every filter counts for the rows and for their total alike (kuberiva-semantics 1.2, defect 21). */
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../db/connect.ts';
import type { ListOrdersQuery, OrderSort } from './order-schemas.ts';
import { ORDER_COLUMNS, type OrderRow } from './order-store.ts';

export type ListedOrderRow = OrderRow & { readonly fulfillment_status: string };

const COLUMN: Readonly<Record<OrderSort, string>> = { placed_at: 'placed_at', ship_by: 'ship_by', total_amount: 'total_minor', order_number: 'order_number', updated_at: 'updated_at' };

/** One statement would count all rows for every page, so there are two; what is placed between them may be in one and not in the other. */
export async function selectOrderPage(db: Db, query: ListOrdersQuery): Promise<{ readonly rows: readonly ListedOrderRow[]; readonly total: number }> {
  const wanted = sql.join([sql`true`, ...conditions(query)], sql` AND `);
  const { rows: counted } = await sql<{ total: number }>`SELECT count(*)::int AS total FROM orders o WHERE ${wanted}`.execute(db);
  // Equal values keep one order, so that no row is on two pages.
  const direction = query.sort.startsWith('-') ? sql`DESC` : sql`ASC`;
  const column = sql.ref(`o.${COLUMN[query.sort.replace('-', '') as OrderSort]}`);
  const { rows } = await sql<ListedOrderRow>`SELECT ${sql.join(ORDER_COLUMNS.map((name) => sql.ref(`o.${name}`)))}, order_fulfillment_status(o.order_id) AS fulfillment_status
    FROM orders o WHERE ${wanted} ORDER BY ${column} ${direction}, o.order_id LIMIT ${query.page_size} OFFSET ${(query.page - 1) * query.page_size}`.execute(db);
  return { rows, total: counted[0]?.total ?? 0 };
}

export async function selectFulfillmentStatus(db: Db, orderId: string): Promise<string> {
  const { rows } = await sql<{ status: string }>`SELECT order_fulfillment_status(${orderId}) AS status`.execute(db);
  return rows[0]?.status ?? 'UNFULFILLED';
}

function conditions(query: ListOrdersQuery): RawBuilder<unknown>[] {
  const { email, node, tag, order_number: number, is_on_hold: isOnHold, from_date: from, to_date: to, ship_by_before: shipByBefore, connector_id: connectorId, external_order_id: externalId, sku, fulfillment_status: progress } = query;
  const list: (RawBuilder<unknown> | false | undefined)[] = [
    query.status && sql`o.status = ANY(${query.status}::text[])`,
    query.channel && sql`o.channel = ANY(${query.channel}::text[])`,
    query.fulfillment_type && sql`o.fulfillment_type = ANY(${query.fulfillment_type}::text[])`,
    email !== undefined && sql`lower(o.customer_email) = ${email.toLowerCase()}`,
    // As it was typed, or in the capitals that our own numbers have: both are found by the index of the numbers.
    number !== undefined && sql`(o.order_number LIKE ${`${escapeLike(number)}%`} OR o.order_number LIKE ${`${escapeLike(number.toUpperCase())}%`})`,
    // Its index holds only orders that have any.
    tag && sql`o.tags <> '{}' AND o.tags @> ${tag}::text[]`,
    isOnHold !== undefined && sql`o.is_on_hold = ${isOnHold}`,
    connectorId !== undefined && sql`o.connector_id = ${connectorId}`,
    externalId !== undefined && sql`o.external_order_id = ${externalId}`,
    from !== undefined && sql`o.placed_at >= ${from}`,
    to !== undefined && sql`o.placed_at < ${to}`,
    shipByBefore !== undefined && sql`o.ship_by < ${shipByBefore}`,
    node !== undefined && sql`EXISTS (SELECT FROM fulfillment_allocations a JOIN fulfillment_nodes n USING (node_id) WHERE a.order_id = o.order_id AND a.status <> 'CANCELLED' AND (n.node_id = ${node} OR n.code = ${node}))`,
    sku !== undefined && sql`EXISTS (SELECT FROM order_items i WHERE i.order_id = o.order_id AND i.sku = ${sku})`,
    progress && sql`order_fulfillment_status(o.order_id) = ANY(${progress}::text[])`,
  ];
  return list.filter((one): one is RawBuilder<unknown> => typeof one === 'object');
}

/** % and _ are only characters of a number. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
