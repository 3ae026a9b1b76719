/** The obvious replication: orders with their lines as a paged JSON list, parsed and stored by the client. No checks, no deletions. */
import Fastify from 'fastify';
import { sql } from 'kysely';
import type { AddressInfo } from 'node:net';
import type { Db } from '../../oms/db/connect.ts';

export type NaivePage = { readonly orders: readonly { readonly order_id: string; readonly lines: readonly { readonly order_item_id: string }[] }[]; readonly next: string | null };
export const NAIVE_PAGE_ROWS = 1_000;

export async function serveNaively(db: Db): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = Fastify();
  app.get('/orders', async (request): Promise<NaivePage> => {
    const { after = '' } = request.query as { after?: string };
    const { rows: orders } = await sql<{ order_id: string }>`SELECT * FROM orders WHERE order_id > ${after} ORDER BY order_id LIMIT ${NAIVE_PAGE_ROWS}`.execute(db);
    const { rows: lines } = await sql<{ order_id: string; order_item_id: string }>`SELECT * FROM order_items WHERE order_id = ANY (${orders.map((order) => order.order_id)})`.execute(db);
    const byOrder = Map.groupBy(lines, (line) => line.order_id);
    return { orders: orders.map((order) => ({ ...order, lines: byOrder.get(order.order_id) ?? [] })), next: orders.length < NAIVE_PAGE_ROWS ? null : (orders.at(-1)?.order_id ?? null) };
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, close: () => app.close() };
}
