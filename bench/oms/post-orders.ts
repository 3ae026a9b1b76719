/** Orders as a shop's program sends them: many at once as fast as they are taken, or at a fixed pace whatever the answers do. */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type Target = { readonly url: string; readonly apiKey: string };
export type Posted = { readonly orderId: string; readonly sentAtMs: number; readonly answeredMs: number };

const CITIES = [
  ['New York', 'NY', '10022', 40.7614, -73.9776], ['Los Angeles', 'CA', '90045', 33.95, -118.4], ['Chicago', 'IL', '60606', 41.88, -87.63], ['Miami', 'FL', '33139', 25.79, -80.13], ['San Francisco', 'CA', '94103', 37.77, -122.42],
  ['Edison', 'NJ', '08817', 40.51, -74.41], ['Denver', 'CO', '80202', 39.75, -104.99], ['Boston', 'MA', '02108', 42.36, -71.06],
] as const;
const SKUS = ['SKU-WIDGET-A', 'SKU-WIDGET-B', 'SKU-GADGET-X', 'SKU-GADGET-Y', 'SKU-GIZMO-1', 'SKU-GIZMO-2', 'SKU-TOOL-Z'];

/** Two lines, a customer of one of eight cities. */
export function orderBody(index: number): object {
  const [city, state, postalCode, latitude, longitude] = CITIES[index % CITIES.length] ?? CITIES[0];
  return {
    channel: 'WEB', customer_name: `Nora Feld ${index}`, customer_email: `nora.${index}@example.com`,
    line_items: [0, 1].map((line) => ({ sku: SKUS[(index + line * 3) % SKUS.length], quantity: 1 + (index % 3), unit_price: 10 })),
    shipping_address: { address1: `${index} Test Lane`, city, state, postal_code: postalCode, latitude, longitude },
  };
}

export function createPoster(target: Target, connections: number): { post(index: number): Promise<Posted>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const address = new URL('/orders/', target.url);
  const post = (index: number): Promise<Posted> => new Promise((resolve, reject) => {
    const body = JSON.stringify(orderBody(index));
    const [sentAtMs, startedMs] = [Date.now(), performance.now()];
    const call = request(address, { method: 'POST', agent, headers: { authorization: `Bearer ${target.apiKey}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'idempotency-key': `bench-${address.port}-${index}` } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => {
        if (response.statusCode !== 201) reject(new Error(`${response.statusCode}: ${text}`));
        else resolve({ orderId: (JSON.parse(text) as { id: string }).id, sentAtMs, answeredMs: performance.now() - startedMs });
      });
    });
    call.on('error', reject).end(body);
  });
  return { post, close: () => agent.destroy() };
}

/** `atOnce` callers, each with its next order as soon as the last was taken. */
export async function postAtOnce(target: Target, { from, count, atOnce }: { readonly from: number; readonly count: number; readonly atOnce: number }): Promise<Posted[]> {
  const poster = createPoster(target, atOnce);
  const posted: Posted[] = [];
  let next = from;
  await Promise.all(Array.from({ length: atOnce }, async () => { while (next < from + count) { next += 1; posted.push(await poster.post(next - 1)); } }));
  poster.close();
  return posted;
}

/** One every 1/`perSecond`, not waiting for answers: a slow OMS is asked as often as a fast one. */
export async function postAtPace(target: Target, { from, count, perSecond }: { readonly from: number; readonly count: number; readonly perSecond: number }): Promise<Posted[]> {
  const poster = createPoster(target, 256);
  const startedMs = performance.now();
  const answers: Promise<Posted>[] = [];
  while (answers.length < count) {
    const due = Math.min(count, Math.floor((performance.now() - startedMs) / 1_000 * perSecond) + 1);
    while (answers.length < due) answers.push(poster.post(from + answers.length));
    await pause(1);
  }
  const posted = await Promise.all(answers);
  poster.close();
  return posted;
}
