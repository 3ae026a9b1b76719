/** What the carrier says of boxes that have left reaches their orders, once, and never backwards. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startDemoCarrier, type DemoCarrierServer } from '../../test/simulators/demo-carrier/start-demo-carrier.ts';
import { readJourney, toJourneyEvent } from '../../test/simulators/demo-carrier/journey.ts';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import { createDemoCarrier } from '../carriers/demo/demo-carrier.ts';
import type { Services } from '../services.ts';
import { buyLabel } from './buy-label.ts';
import { syncTracking } from './sync-tracking.ts';

let world: OrderWorld;
let carrier: DemoCarrierServer;
let services: Services;
beforeAll(async () => {
  world = await createOrderWorld();
  carrier = await startDemoCarrier({ token: 't' });
  services = { ...world.services, carriers: new Map([['demo', createDemoCarrier({ baseUrl: carrier.url, token: 't', fetch })]]) };
});
afterEach(() => { carrier.setFault('none'); });
afterAll(async () => { await world.close(); await carrier.close(); });

/** Its label is the carrier's; the bench's part is written as the bench's facts leave it. */
const ship = async (): Promise<{ orderId: string; trackingNumber: string }> => {
  const orderId = await world.release([['SKU-GIZMO-1', 1]]);
  const { parcel_id: parcelId } = await world.db.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
  await buyLabel(services, { parcelId });
  const { tracking_number: trackingNumber } = await world.db.selectFrom('labels').select('tracking_number').where('parcel_id', '=', parcelId).executeTakeFirstOrThrow();
  await world.db.insertInto('shipments').values({ shipment_id: `shp_${parcelId}`, order_id: orderId, parcel_id: parcelId, node_id: NEW_YORK_NODE, carrier_code: 'demo', carrier_name: 'Demo', service_name: 'Ground', tracking_number: trackingNumber, status: 'LABEL_SCANNED', shipped_at: new Date(), external_fulfillment_id: null }).execute();
  await world.db.updateTable('orders').set({ status: 'SHIPPED' }).where('order_id', '=', orderId).execute();
  return { orderId, trackingNumber };
};

test('a box on its way delivers its order, and a second round has no news of it', async () => {
  const { orderId, trackingNumber } = await ship();
  expect(await syncTracking(services)).toMatchObject({ asked: 1, news: 0 });
  carrier.moveParcel(trackingNumber, 'IN_TRANSIT');
  carrier.moveParcel(trackingNumber, 'OUT_FOR_DELIVERY');
  expect([await syncTracking(services), await world.status(orderId)]).toEqual([{ asked: 1, news: 2, unreachable: 0 }, 'OUT_FOR_DELIVERY']);
  carrier.moveParcel(trackingNumber, 'DELIVERED');
  expect([(await syncTracking(services)).news, await world.status(orderId)]).toEqual([1, 'DELIVERED']);
  expect((await syncTracking(services)).asked).toBe(0);
});

test('one box that cannot be asked for keeps nobody waiting, and is asked for the next time', async () => {
  const { orderId, trackingNumber } = await ship();
  carrier.moveParcel(trackingNumber, 'DELIVERED');
  carrier.setFault('broken', 1);
  expect(await syncTracking(services)).toMatchObject({ unreachable: 1 });
  await syncTracking(services);
  expect(await world.status(orderId)).toBe('DELIVERED');
});

test('a carrier that is away is a failure that the queue shows', async () => {
  for (let boxes = 0; boxes < 10; boxes += 1) await ship();
  carrier.setFault('broken');
  await expect(syncTracking(services)).rejects.toThrow(/the carrier is away/);
});

test('the demonstration\'s boxes travel by themselves from the first question on', () => {
  const label = { key: 'k', requestSha256: 'x', isVoid: false, trackingNumber: 'SIM', carrierCode: 'demo', carrierName: 'Demo', serviceCode: 'GROUND', serviceName: 'Ground', costMinor: 1, currency: 'USD', files: [], firstAskedMs: 1_000 };
  const at = (nowMs: number) => readJourney(label, [], nowMs, 10_000).map((event) => event.status);
  expect([at(1_000), at(7_000), at(11_000), readJourney(label, [toJourneyEvent('RETURNED', 5)], 11_000, undefined).map((event) => event.status)])
    .toEqual([['IN_TRANSIT'], ['IN_TRANSIT', 'OUT_FOR_DELIVERY'], ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'], ['RETURNED']]);
});
