/** Webhooks a second to a receiver on this machine: events that wait, until the last of them is recorded as delivered. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { OmsProcess } from './oms-process.ts';

/** Deliveries a second to this many receivers of `events` in all. */
export async function measureWebhooks(oms: OmsProcess, receivers: number, events: number): Promise<number> {
  const server = createServer((request, response) => { request.resume().on('end', () => response.writeHead(200).end('ok')); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  const endpointIds = await Promise.all(Array.from({ length: receivers }, (_, index) => register(oms, `http://127.0.0.1:${port}/${index}`)));
  await sql`INSERT INTO webhook_events (event_id, endpoint_id, event_type, order_id, payload)
    SELECT 'whe_' || uuidv7(), (${endpointIds}::text[])[1 + n % ${receivers}::int], 'order.created', o.order_id, jsonb_build_object('type', 'order.created', 'event_id', 'evt_' || n, 'data', webhook_order_data(o.order_id))::text
    FROM generate_series(1, ${events}::int) n CROSS JOIN (SELECT order_id FROM orders LIMIT 1) o`.execute(oms.db);
  const startedMs = performance.now();
  for (let left = events; left > 0;) {
    const { rows } = await sql<{ left: number }>`SELECT count(*)::int AS left FROM webhook_events WHERE status IN ('PENDING', 'FAILED') AND endpoint_id = ANY (${endpointIds}::text[])`.execute(oms.db);
    left = rows[0]?.left ?? 0;
    await pause(20);
  }
  const rate = Math.round(events / ((performance.now() - startedMs) / 1_000));
  await sql`UPDATE webhook_endpoints SET is_active = false`.execute(oms.db);
  server.closeAllConnections();
  server.close();
  return rate;
}

async function register(oms: OmsProcess, url: string): Promise<string> {
  const answer = await fetch(new URL('/webhooks/endpoints', oms.url), { method: 'POST', headers: { authorization: `Bearer ${oms.apiKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ url, event_types: ['order.created'] }) });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}
