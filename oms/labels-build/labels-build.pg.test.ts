import { createHash } from 'node:crypto';
import { PDFDocument } from 'pdf-lib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carrierPdf } from '../../test/fixtures/documents/slip-content.ts';
import { writeZip } from '../../test/fixtures/zip/write-zip.ts';
import { createOrderWorld, type OrderWorld } from '../../test/support/order-world.ts';
import { buildApp } from '../app.ts';
import { insertApiKey } from '../auth/api-key-store.ts';
import { hashToken } from '../auth/bearer-token.ts';
import type { OmsApp } from '../http/oms-app.ts';
import type { BuildAnswer } from './build-schemas.ts';
import { purgeBuilds } from './purge-builds.ts';

const TOKEN = 'pbk_test';
let world: OrderWorld;
let app: OmsApp;
beforeAll(async () => {
  world = await createOrderWorld();
  await insertApiKey(world.db, { keyId: 'key_test', name: 'test', sha256: hashToken(TOKEN), scopes: ['*'] });
  app = await buildApp(world.services);
});
afterAll(async () => {
  await app.close();
  await world.close();
});

async function post(payload: object | Buffer, type = 'application/json') {
  const response = await app.inject({ method: 'POST', url: '/labels/build', headers: { authorization: `Bearer ${TOKEN}`, 'content-type': type }, payload });
  return { status: response.statusCode, body: response.json<BuildAnswer & { code?: string; detail?: string }>() };
}
const get = (url: string) => app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${TOKEN}` } });
const zipOf = async (...names: readonly string[]): Promise<Buffer> => Buffer.from(writeZip(await Promise.all(names.map(async (name, index) => ({ name, content: name.endsWith('.pdf') ? await carrierPdf(`PB94001000000000000${10 + index}`) : Buffer.from('no label') })))));

async function labelledOrder(): Promise<{ orderId: string; trackingNumber: string }> {
  const orderId = await world.release([['SKU-GIZMO-1', 1]]);
  const { trackingNumber } = await world.label(orderId);
  const bytes = Buffer.from(await carrierPdf(trackingNumber));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await world.db.insertInto('sync.blob').values({ sha256, media_type: 'application/pdf', bytes, size: bytes.length }).execute();
  await world.db.updateTable('labels').set({ pdf_sha256: sha256 }).where('tracking_number', '=', trackingNumber).execute();
  return { orderId, trackingNumber };
}

describe('POST /labels/build', () => {
  test('order ids become one PDF for each carrier and service, and the manifest says which page is whose', async () => {
    const [one, two] = [await labelledOrder(), await labelledOrder()];
    const unlabelled = await world.place([['SKU-GIZMO-1', 1]]);
    const { status, body } = await post({ order_ids: [one.orderId, two.orderId, two.orderId, unlabelled, 'ord_nobody'] });
    expect(status).toBe(201);
    expect(body.groups.map(({ group, file, pages }) => [group, file, pages])).toEqual([['Demo Parcel Ground', 'demo-parcel-ground.pdf', 2]]);
    expect(body.groups[0]?.documents.map((placed) => placed.tracking_number).toSorted()).toEqual([one.trackingNumber, two.trackingNumber].toSorted());
    expect(body.refused.map(({ name, code }) => [name, code])).toEqual([[unlabelled, 'NoLabel'], ['ord_nobody', 'UnknownOrder']]);
    const pdf = await get(body.groups[0]?.link ?? '');
    expect([pdf.headers['content-type'], (await PDFDocument.load(pdf.rawPayload)).getPageCount()]).toEqual(['application/pdf', 2]);
    expect((await get(body.link)).json()).toEqual(body);
  });

  test('a ZIP of PDFs is grouped by folder; the same ZIP gives the same build', async () => {
    const zip = await zipOf('Morning/UPS/2.pdf', 'Morning/UPS/10.pdf', 'late.pdf', 'Morning/readme.txt', '../climb.pdf');
    const first = await post(zip, 'application/zip');
    expect(first.status).toBe(201);
    expect(first.body.groups.map(({ file, documents }) => [file, documents.map((placed) => placed.name)])).toEqual([['labels.pdf', ['late.pdf']], ['morning-ups.pdf', ['Morning/UPS/2.pdf', 'Morning/UPS/10.pdf']]]);
    expect(first.body.refused.map(({ name, code }) => [name, code])).toEqual([['../climb.pdf', 'UnsafePath'], ['Morning/readme.txt', 'NotPdf']]);
    expect((await post(zip, 'application/octet-stream')).body).toEqual(first.body);
  });

  test.each([
    ['a body that is no ZIP', 'application/zip', Buffer.from('hello'), 422, 'BadZip'], ['a ZIP without one PDF', 'application/zip', Buffer.from(writeZip([{ name: 'a.txt', content: Buffer.from('x') }])), 422, 'NothingToBuild'],
    ['no order ids', 'application/json', { order_ids: [] }, 400, 'BadRequest'], ['ids that nobody has', 'application/json', { order_ids: ['ord_x'] }, 422, 'NothingToBuild'], ['another body', 'text/csv', Buffer.from('a,b'), 415, 'UnsupportedMediaType'],
  ])('%s is refused by name', async (_, type, payload, status, code) => {
    expect(await post(payload, type)).toMatchObject({ status, body: { code } });
  });

  test('only builds can be read here, not the labels of others', async () => {
    const { trackingNumber } = await labelledOrder();
    const { pdf_sha256: sha256 } = await world.db.selectFrom('labels').select('pdf_sha256').where('tracking_number', '=', trackingNumber).executeTakeFirstOrThrow();
    expect((await get(`/labels/build/${sha256}`)).statusCode).toBe(404);
    expect((await app.inject({ method: 'POST', url: '/labels/build', payload: { order_ids: ['x'] } })).statusCode).toBe(401);
  });
});

describe('old builds', () => {
  const age = (days: number) => sql`UPDATE sync.blob SET created_at = created_at - make_interval(days => ${days})`.execute(world.db);

  test('are deleted after the days that are set, labels never; what was asked for again meanwhile stays', async () => {
    const { trackingNumber, orderId } = await labelledOrder();
    const [forgotten, wanted] = [await post(await zipOf('forgotten.pdf'), 'application/zip'), await post({ order_ids: [orderId] })];
    await age(29);
    await post({ order_ids: [orderId] });
    await purgeBuilds(world.services);
    expect((await get(forgotten.body.link)).statusCode).toBe(200);
    await age(2);
    await purgeBuilds(world.services);
    expect([(await get(forgotten.body.link)).statusCode, (await get(forgotten.body.groups[0]?.link ?? '')).statusCode]).toEqual([404, 404]);
    expect([(await get(wanted.body.link)).statusCode, (await get(wanted.body.groups[0]?.link ?? '')).statusCode]).toEqual([200, 200]);
    expect(await world.db.selectFrom('sync.blob').innerJoin('labels', 'labels.pdf_sha256', 'sync.blob.sha256').select('labels.tracking_number').where('labels.tracking_number', '=', trackingNumber).execute()).toHaveLength(1);
  });
});
