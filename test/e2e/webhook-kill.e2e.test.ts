/** kill -9 of the OMS while deliveries are under way: after its restart the receiver has been told of every order. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stopOrphanPostgres } from '../../oms/db/embedded-postgres.ts';
import { startChildProgram, type ChildProgram } from '../../scripts/launch/child-program.ts';
import { createOmsClient, type OmsClient } from '../../scripts/launch/oms-client.ts';
import { waitUntil } from '../support/demo.ts';
import { isStandardSignatureRight, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

let dataDir: string;
let receiver: WebhookReceiver;
let program: ChildProgram | null = null;
beforeAll(async () => { dataDir = mkdtempSync(join(tmpdir(), 'packbench-webhooks-')); receiver = await startWebhookReceiver(); });
afterAll(async () => { await program?.stop(); await receiver.close(); await stopOrphanPostgres(dataDir); rmSync(dataDir, { recursive: true, force: true }); }, 60_000);

const start = async (): Promise<OmsClient> => {
  program = await startChildProgram({
    entry: 'oms/server.ts', readyEvent: 'oms:ready', logFile: join(dataDir, 'oms.log'),
    environment: { DATA_DIR: dataDir, PORT: '0', DEMO_DATA: 'true', DATABASE_DURABLE: 'false', DATABASE_URL: '', WEBHOOK_PRIVATE_TARGETS: 'true', WEBHOOK_TIMEOUT_SECONDS: '2' },
  });
  return createOmsClient(program.url, readFileSync(join(dataDir, 'oms-api-key'), 'utf8').trim());
};
const order = { customer_name: 'Nora Feld', line_items: [{ sku: 'SKU-GIZMO-1', quantity: 1, unit_price: 10 }], shipping_address: { address1: '1 Test Lane', city: 'New York', postal_code: '10022', latitude: 40.76, longitude: -73.97 } };

test('no delivery is lost, each has one id over all its tries, and every one is verified', async () => {
  const oms = await start();
  const { secret } = await oms.call('POST', '/webhooks/endpoints', { url: receiver.url, event_types: ['order.created'] }) as { secret: string };
  // Taken and never answered: under way when the kill comes, and more are waiting behind.
  receiver.answer(() => undefined);
  const made: string[] = [];
  for (let index = 0; index < 10; index += 1) made.push((await oms.call('POST', '/orders/', order) as { id: string }).id);
  await waitUntil('a delivery under way', () => receiver.received.length, (count) => count > 0);
  await program?.kill();
  receiver.answer((response) => { response.writeHead(204).end(); });
  const again = await start();
  await waitUntil('all delivered', async () => (await again.call('GET', '/webhooks/events?status=DELIVERED') as { total: number }).total, (total) => total === made.length, 60_000);
  expect(new Set(receiver.received.map((one) => one.body.data['order_id']))).toEqual(new Set(made));
  expect(new Set(receiver.received.map((one) => one.headers['webhook-id'])).size).toBe(made.length);
  expect(receiver.received.filter((one) => !isStandardSignatureRight(one, secret))).toEqual([]);
});
