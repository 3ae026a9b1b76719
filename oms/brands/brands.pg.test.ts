/** Slip templates and kits: put at the office, on the benches by the feed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brandSchema, productSchema } from '../../domain/wire/documents.ts';
import { isPng } from '../../printers/images/decode-image.ts';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { projectDocuments } from '../sync/project-documents.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });

const TEMPLATE: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(import.meta.dirname, '../../printers/documents/templates/dala-kitap.json'), 'utf8'));
const { brandId: BRAND_ID } = brandSchema.parse(TEMPLATE);
const raw = (method: 'GET' | 'POST', url: string, body?: object) => world.app.inject({ method, url, headers: { authorization: 'Bearer pbk_test' }, ...(body && { payload: body }) });

describe('a slip template', () => {
  test('makes a brand, replaces it, and is read back as it was put', async () => {
    expect((await world.call('PUT', `/brands/${BRAND_ID}/slip-template`, TEMPLATE)).status).toBe(201);
    expect((await world.call('PUT', `/brands/${BRAND_ID}/slip-template`, { ...TEMPLATE, tagline: 'New words' })).status).toBe(200);
    expect((await world.call('GET', `/brands/${BRAND_ID}/slip-template`)).body).toMatchObject({ brandId: BRAND_ID, tagline: 'New words' });
    expect((await world.call('GET', '/brands/')).body.map((brand: { id: string }) => brand.id)).toContain(BRAND_ID);
  });

  test('goes to every node\'s stations', async () => {
    await world.call('PUT', `/brands/${BRAND_ID}/slip-template`, TEMPLATE);
    const { documents } = await inTransaction(world.db, (tx) => projectDocuments(tx, [{ type: 'brand', id: BRAND_ID }]));
    expect([documents.length, brandSchema.parse(JSON.parse(documents[0]?.body ?? '')).footer]).toEqual([8, TEMPLATE['footer']]);
    const dirty = await world.db.selectFrom('sync.dirty').select('id').where('type', '=', 'brand').where('id', '=', BRAND_ID).execute();
    expect(dirty.length).toBeGreaterThan(0);
  });

  test.each([
    ['a misspelt field', { ...TEMPLATE, taglin: 'x' }, /taglin/], ['a missing field', { ...TEMPLATE, footer: undefined }, /footer/], ['a wrong colour', { ...TEMPLATE, primaryColor: 'green' }, /primaryColor/],
    ['another brand\'s id', { ...TEMPLATE, brandId: 'brd_other' }, /brandId/], ['a NUL character', { ...TEMPLATE, footer: 'a\u0000b' }, /cannot be stored/],
  ])('with %s is refused by its place, and the old one stays', async (_, body, place) => {
    await world.call('PUT', `/brands/${BRAND_ID}/slip-template`, TEMPLATE);
    const refused = await world.call('PUT', `/brands/${BRAND_ID}/slip-template`, body);
    expect([refused.status, refused.body.code, place.test(refused.body.detail)]).toEqual([422, 'BadSlipTemplate', true]);
    expect((await world.call('GET', `/brands/${BRAND_ID}/slip-template`)).body.footer).toBe(TEMPLATE['footer']);
  });

  test('is seen before it is put, as PDF and as a picture, and nothing is kept of that', async () => {
    const pdf = await raw('POST', '/brands/brd_draft/slip-preview?paper=a4&language=kk', { ...TEMPLATE, brandId: 'brd_draft' });
    expect([pdf.statusCode, pdf.headers['content-type'], pdf.rawPayload.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-']);
    const png = await raw('POST', '/brands/brd_draft/slip-preview?format=png', { ...TEMPLATE, brandId: 'brd_draft' });
    expect([png.headers['content-type'], isPng(png.rawPayload)]).toEqual(['image/png', true]);
    expect((await world.call('GET', '/brands/brd_draft/slip-template')).body.code).toBe('UnknownBrand');
    expect((await raw('GET', `/brands/${BRAND_ID}/slip-preview?paper=4x6`)).statusCode).toBe(200);
  });
});

test('a shop gets another brand, from its next order on', async () => {
  await world.call('PUT', `/brands/${BRAND_ID}/slip-template`, TEMPLATE);
  const made = await world.call('POST', '/connectors/', { name: 'Shop', connector_type: 'SHOPIFY', config: { shop_url: 'a-shop.myshopify.com', access_token: 't', webhook_secret: 's' } });
  expect((await world.call('PATCH', `/connectors/${made.body.id}`, { brand_id: BRAND_ID })).body).toMatchObject({ id: made.body.id, brand_id: BRAND_ID });
  expect((await world.call('PATCH', `/connectors/${made.body.id}`, { brand_id: 'brd_nobody' })).body.code).toBe('UnknownBrand');
  expect((await world.call('PATCH', '/connectors/con_nobody', { brand_id: BRAND_ID })).body.code).toBe('UnknownConnector');
});

describe('a kit', () => {
  const parts = [{ sku: 'SKU-GIZMO-1', units: 2 }, { sku: 'SKU-ACCESSORY-1', units: 1 }];

  test('has its parts, on the benches too', async () => {
    expect((await world.call('PUT', '/inventory/products/SKU-TOOL-Z/parts', { parts })).body).toEqual({ sku: 'SKU-TOOL-Z', parts });
    expect((await world.call('GET', '/inventory/products/SKU-TOOL-Z/parts')).body).toEqual({ sku: 'SKU-TOOL-Z', parts });
    const { documents } = await inTransaction(world.db, (tx) => projectDocuments(tx, [{ type: 'product', id: 'SKU-TOOL-Z' }, { type: 'product', id: 'SKU-GIZMO-1' }]));
    expect(new Set(documents.map((one) => JSON.stringify(productSchema.parse(JSON.parse(one.body)).parts)))).toEqual(new Set([JSON.stringify(parts), undefined]));
    expect((await world.call('PUT', '/inventory/products/SKU-TOOL-Z/parts', { parts: [] })).body.parts).toEqual([]);
  });

  test.each([
    ['SKU-NOBODY', parts, 'UnknownItem'], ['SKU-TOOL-Z', [{ sku: 'SKU-NOBODY', units: 1 }], 'UnknownSku'], ['SKU-TOOL-Z', [{ sku: 'SKU-TOOL-Z', units: 1 }], 'BadRequest'],
    ['SKU-TOOL-Z', [parts[0], parts[0]], 'BadRequest'], ['SKU-TOOL-Z', [{ sku: 'SKU-GIZMO-1', units: 0 }], 'BadRequest'],
  ])('%s of %j is refused: %s', async (sku, wrong, code) => {
    expect((await world.call('PUT', `/inventory/products/${sku}/parts`, { parts: wrong })).body.code).toBe(code);
  });
});
