import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';

let world: ApiWorld;
const ids: Record<string, string> = {};
const order = async (name: string, customer: string, lines: readonly (readonly [string, number, number])[], city = 'New York'): Promise<void> => {
  const made = await world.call('POST', '/orders/', {
    customer_name: customer, customer_email: `${name}@example.com`, line_items: lines.map(([sku, quantity, unit_price]) => ({ sku, quantity, unit_price })),
    shipping_address: { address1: '1 Test Lane', city, state: 'NY', postal_code: '10022', latitude: 40.7614, longitude: -73.9776 },
  });
  expect(made.status).toBe(201);
  ids[name] = made.body.id;
};
beforeAll(async () => {
  world = await createApiWorld();
  await order('nora', 'Nora Feldmann', [['SKU-GIZMO-1', 1, 10]]);
  await order('jose', 'José Gómez', [['SKU-GIZMO-2', 2, 50]], 'Albuquerque');
  await order('ivan', 'Иван Петров', [['SKU-WIDGET-A', 1, 500]]);
});
afterAll(async () => { await world.close(); });

const search = async (body: object): Promise<{ match: string; total: number; items: { id: string; highlights: { field: string; parts: { text: string; is_hit: boolean }[] }[] }[] }> => {
  const answer = await world.call('POST', '/search/orders', body);
  expect(answer.status).toBe(200);
  return answer.body;
};
const names = async (body: object): Promise<string[]> => (await search(body)).items.map((item) => Object.entries(ids).find(([, id]) => id === item.id)?.[0] ?? item.id);

describe('searching orders', () => {
  test.each([
    ['the beginning of a name', 'feld', ['nora']], ['two words in any order', 'feldmann nora', ['nora']], ['upper case', 'FELDMANN', ['nora']], ['an e-mail', 'jose@example.com', ['jose']], ['a SKU', 'SKU-GIZMO-2', ['jose']],
    ['a city', 'albuquerque', ['jose']], ['a name without its accents', 'gomez', ['jose']], ['another alphabet', 'петров', ['ivan']], ['words of different fields', 'nora gizmo', ['nora']],
  ])('finds %s', async (_what, query, expected) => {
    expect([await names({ query }), (await search({ query })).match]).toEqual([expected, 'exact']);
  });

  test.each([['feldman nora', ['nora']], ['feltmann', ['nora']], ['albuqerque', ['jose']], ['gomes', ['jose']]])('finds the misspelt %s', async (query, expected) => {
    expect(await names({ query })).toEqual(expected);
  });

  test('finds an order by its number and by the tracking number that it was given a moment ago', async () => {
    const orderId = await world.release([['SKU-GIZMO-1', 1]]);
    const { node_id: nodeId } = await world.db.selectFrom('parcels').select('node_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
    const { trackingNumber } = await world.label(orderId, nodeId);
    const { order_number: number } = await world.db.selectFrom('orders').select('order_number').where('order_id', '=', orderId).executeTakeFirstOrThrow();
    expect([await names({ query: trackingNumber }), await names({ query: number })]).toEqual([[orderId], [orderId]]);
  });

  test('is fresh with the transaction of the change, not after it, and forgets what it was before', async () => {
    await world.db.transaction().execute(async (tx) => {
      await sql`UPDATE orders SET customer_name = 'Quentin Zzyx' WHERE order_id = ${ids['nora'] ?? ''}`.execute(tx);
      await sql`SET CONSTRAINTS ALL IMMEDIATE`.execute(tx);
      expect((await sql`SELECT FROM order_search WHERE document @@ to_tsquery('simple', 'zzyx:*')`.execute(tx)).rows).toHaveLength(1);
      await sql`UPDATE orders SET customer_name = 'Nora Feldmann' WHERE order_id = ${ids['nora'] ?? ''}`.execute(tx);
    });
    expect((await search({ query: 'zzyx' })).items).toEqual([]);
    expect(await names({ query: 'feldmann' })).toEqual(['nora']);
  });

  test('filters, sorts and pages', async () => {
    expect(await names({ query: 'example.com', sort: 'highest' })).toEqual(['ivan', 'jose', 'nora']);
    expect(await names({ query: 'example.com', sort: 'lowest', page: 2, page_size: 1 })).toEqual(['jose']);
    expect(await names({ query: 'example.com', min_amount: 50, max_amount: 200 })).toEqual(['jose']);
    expect(await names({ query: 'example.com', min_amount: 50, currency: 'EUR' })).toEqual([]);
    expect(await names({ query: 'example.com', status: ['SHIPPED', 'CANCELLED'] })).toEqual([]);
    expect(await names({ query: 'example.com', date_from: '2100-01-01' })).toEqual([]);
    expect((await search({ query: 'example.com', page: 9 })).match).toBe('exact');
    expect((await search({})).match).toBe('all');
    const viaGet = await world.call('GET', '/search/orders?query=example.com&status=CONFIRMED&sort=lowest&page_size=1');
    expect(viaGet.body).toMatchObject({ total: 3, items: [{ id: ids['nora'] }] });
  });

  test('shows where the hit is, also of a misspelt word, in parts that join to the field', async () => {
    const [exact, similar] = [(await search({ query: 'feldm' })).items[0], (await search({ query: 'feltmann' })).items[0]];
    const name = { field: 'customer_name', parts: [{ text: 'Nora ', is_hit: false }, { text: 'Feldmann', is_hit: true }] };
    expect([exact?.highlights, similar?.highlights]).toEqual([[name], [name]]);
  });

  test.each(["'", "\\", "a' | 'b", '!!!', '%', ':*', '<->', '🎁', '  ', 'x'.repeat(200), 'a '.repeat(100), '(((', 'é'.repeat(50)])('takes the hostile %j', async (query) => {
    expect((await world.call('POST', '/search/orders', { query })).status).toBe(200);
    expect((await world.call('POST', '/search/products', { query })).status).toBe(200);
  });

  test('nobody without a key finds anything', async () => {
    expect((await world.call('POST', '/search/orders', {}, 'pbk_wrong')).status).toBe(401);
  });
});

describe('searching products', () => {
  test('by SKU, by name and misspelt, with filters', async () => {
    const all = (await world.call('POST', '/search/products', { sort: 'lowest' })).body;
    const [{ sku, name, price }] = all.items;
    expect(all.match).toBe('all');
    expect((await world.call('POST', '/search/products', { query: sku })).body.items[0]).toMatchObject({ sku, name, highlights: expect.arrayContaining([expect.objectContaining({ field: 'sku' })]) });
    expect((await world.call('POST', '/search/products', { query: 'gismo' })).body).toMatchObject({ match: 'fuzzy', items: expect.arrayContaining([expect.objectContaining({ sku: 'SKU-GIZMO-1' })]) });
    expect((await world.call('POST', '/search/products', { max_price: price })).body.items[0]).toMatchObject({ sku });
    expect((await world.call('POST', '/search/products', { min_price: 1_000_000 })).body).toMatchObject({ total: 0, items: [] });
  });
});
