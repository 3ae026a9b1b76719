/** Search and analytics over many orders, through HTTP. */
import { sql } from 'kysely';
import { summarise, type BenchRow } from '../bench-result.ts';
import { growOrders } from './grow-orders.ts';
import type { OmsProcess } from './oms-process.ts';

const GOAL_MS = 50;
const ROUNDS = 40;

/** Different words each round, so that nothing is answered from a memory of the last. */
const SEARCHES: Readonly<Record<string, (round: number, emails: readonly string[]) => object>> = {
  'an order number': (round) => ({ query: `BN-${1_000 + round * 37}` }),
  'an e-mail address': (round, emails) => ({ query: emails[round % emails.length] }),
  'the beginning of a name': (round) => ({ query: ['kowal', 'moreau', 'lindq', 'okafor', 'tanak'][round % 5] }),
  'two fields at once': (round) => ({ query: `${['kowalski', 'moreau', 'lindqvist'][round % 3]} ${['chicago', 'denver', 'boston'][round % 3]}` }),
  'a product, with filters, dearest first': (round) => ({ query: 'gizmo', status: ['SHIPPED', 'DELIVERED'], min_amount: 50 + round, max_amount: 400, sort: 'highest' }),
  'a misspelt name': (round) => ({ query: ['kovalski', 'moraeu', 'lindquist', 'okafr', 'tanakka'][round % 5] }),
  'two misspelt words': (round) => ({ query: ['kovalski chicgo', 'moraeu denvr', 'lindquist bostn'][round % 3] }),
  'no query, filters, newest first': (round) => ({ status: 'DELIVERED', min_amount: 30 + round, sort: 'newest' }),
};

export async function measureSearch(oms: OmsProcess, orders: number): Promise<{ rows: BenchRow[]; notes: string[] }> {
  const startedMs = performance.now();
  await growOrders(oms.db, orders);
  await sql`VACUUM (ANALYZE)`.execute(oms.db);
  const grownSeconds = (performance.now() - startedMs) / 1_000;
  const emails = (await sql<{ email: string }>`SELECT customer_email AS email FROM orders WHERE order_id LIKE 'ord_grown-%' ORDER BY hashtext(order_id) LIMIT ${ROUNDS}`.execute(oms.db)).rows.map((row) => row.email);
  const rows: BenchRow[] = [];
  for (const [what, bodyOf] of Object.entries(SEARCHES)) rows.push(summarise(`search, ${what}`, await timeRounds((round) => callOms(oms, 'POST', '/search/orders', bodyOf(round, emails)))));
  for (const path of ['/analytics/dashboard', '/analytics/orders/volume?days=30', '/analytics/orders/volume?days=365', '/analytics/inventory/summary']) rows.push(summarise(path, await timeRounds(() => callOms(oms, 'GET', path))));
  const worst = rows.slice(0, Object.keys(SEARCHES).length).reduce((most, row) => Math.max(most, row.p95Ms), 0);
  return { rows, notes: [`search p95 over ${orders} orders: ${worst.toFixed(1)} ms for the slowest kind, goal ${GOAL_MS} ms: ${worst <= GOAL_MS ? 'held' : 'MISSED'} (orders made in ${grownSeconds.toFixed(0)} s).`] };
}

async function timeRounds(call: (round: number) => Promise<void>): Promise<number[]> {
  const samples: number[] = [];
  for (let round = -3; round < ROUNDS; round += 1) {
    const startedMs = performance.now();
    await call(Math.abs(round));
    if (round >= 0) samples.push(performance.now() - startedMs);
  }
  return samples;
}

async function callOms(oms: OmsProcess, method: string, path: string, body?: object): Promise<void> {
  const answer = await fetch(new URL(path, oms.url), { method, headers: { authorization: `Bearer ${oms.apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} ${JSON.stringify(body)}: ${answer.status} ${text}`);
}
