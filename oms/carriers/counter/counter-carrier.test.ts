import { expect, test } from 'vitest';
import { decodeBarcodes, renderZpl } from '../../../test/support/decode.ts';
import type { BoughtLabel } from '../carrier.ts';
import { counterCarrier } from './counter-carrier.ts';

const place = { company: 'Midtown Store', address1: '77 Bedford Crescent', address2: null, city: 'Brooklyn', state: 'NY', postalCode: '11211', countryCode: 'US', phone: null };

async function labelFor(name: string, idempotencyKey: string): Promise<BoughtLabel> {
  const result = await counterCarrier.buyLabel({ idempotencyKey, reference: '7K3MQ2XV9T', serviceCode: 'GROUND', weightGrams: 860, shipDate: '2026-11-21', shipFrom: { ...place, name: 'Finch' }, shipTo: { ...place, name } });
  if (result.kind !== 'bought') throw new Error(result.kind);
  return result.label;
}

test.each(['Maren Hollowell', 'Zoë 🌻', 'שלום עולם', '^XZ~JA^FS_41\\&', 'W'.repeat(60)])('the shelf label of %j is read back by a scanner, and the name stays in its field', async (name) => {
  const { trackingNumber, files: [file] } = await labelFor(name, '019caf10-3180-7ca6-ac9b-e4e80daa05da');
  const [picture] = await renderZpl(file?.bytes ?? new Uint8Array(), { dotsPerInch: 203 });
  expect(await decodeBarcodes(picture ?? new Uint8Array())).toEqual([{ format: 'Code128', text: trackingNumber }]);
  expect(Buffer.from(file?.bytes ?? []).toString('utf8').match(/\^X[AZ]/g)).toEqual(['^XA', '^XZ']);
});

test('one key is one label, another key another number, and nothing is paid', async () => {
  const [first, again, other] = [await labelFor('A', '019caf10-3180-7ca6-ac9b-e4e80daa05da'), await labelFor('A', '019caf10-3180-7ca6-ac9b-e4e80daa05da'), await labelFor('A', '019caf10-3180-7ca6-ac9b-e4e80daa05db')];
  expect(again).toEqual(first);
  expect(other.trackingNumber).not.toBe(first.trackingNumber);
  expect([first.costMinor, first.carrierCode]).toEqual([0, 'counter']);
});
