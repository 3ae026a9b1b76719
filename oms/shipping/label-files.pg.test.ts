/** A carrier's label in any format, kept as it came. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LABEL_FORMATS, detectLabelFormat, type LabelFormat } from '../../printers/documents/carrier-label.ts';
import { startDemoCarrier, type DemoCarrierServer } from '../../test/simulators/demo-carrier/start-demo-carrier.ts';
import { createOrderWorld, type OrderWorld } from '../../test/support/order-world.ts';
import { createDemoCarrier } from '../carriers/demo/demo-carrier.ts';
import { buildLabelsOfOrders } from '../labels-build/build-labels.ts';
import { buyLabel } from './buy-label.ts';

let world: OrderWorld;
let carrier: DemoCarrierServer;
beforeAll(async () => { world = await createOrderWorld(); carrier = await startDemoCarrier({ token: 't' }); });
afterAll(async () => { await world?.close(); await carrier?.close(); });

async function bought(formats: readonly LabelFormat[]): Promise<{ readonly orderId: string; readonly files: readonly { readonly sha256: string; readonly bytes: Buffer; readonly mediaType: string }[]; readonly sent: readonly string[] }> {
  const services = { ...world.services, carriers: new Map([['demo', createDemoCarrier({ baseUrl: carrier.url, token: 't', fetch, formats })]]) };
  const orderId = await world.release([['SKU-GIZMO-1', 1]]);
  const { parcel_id: parcelId } = await world.db.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
  await buyLabel(services, { parcelId });
  const label = await world.db.selectFrom('labels').select(['zpl_sha256', 'pdf_sha256', 'tracking_number']).where('parcel_id', '=', parcelId).executeTakeFirstOrThrow();
  const rows = await world.db.selectFrom('sync.blob').select(['sha256', 'bytes', 'media_type']).where('sha256', 'in', [label.zpl_sha256, label.pdf_sha256]).execute();
  const sold = carrier.sold().find((one) => one.trackingNumber === label.tracking_number);
  return { orderId, files: rows.map((row) => ({ sha256: row.sha256, bytes: row.bytes, mediaType: row.media_type })), sent: (sold?.files ?? []).map((file) => file.base64) };
}

test.each(LABEL_FORMATS)('a label that comes as %s alone is stored to the byte under its SHA-256, and is what its bytes say', async (format) => {
  const { files, sent } = await bought([format]);
  expect(files.map((file) => file.bytes.toString('base64'))).toEqual(sent);
  expect(files.map((file) => [detectLabelFormat(file.bytes), createHash('sha256').update(file.bytes).digest('hex')])).toEqual(files.map((file) => [format, file.sha256]));
});

test('a label in two formats keeps both', async () => {
  const { files } = await bought(['zpl', 'pdf']);
  expect(files.map((file) => file.mediaType).toSorted()).toEqual(['application/pdf', 'application/zpl']);
});

test('labels that came as pictures or EPL are built into merged PDFs as well', async () => {
  const orders = [(await bought(['png'])).orderId, (await bought(['epl'])).orderId, (await bought(['gif'])).orderId];
  const built = await buildLabelsOfOrders(world.services, orders);
  expect(built).toMatchObject({ ok: true, value: { refused: [] } });
});
