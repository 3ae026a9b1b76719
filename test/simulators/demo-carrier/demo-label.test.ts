import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDemoCarrier } from '../../../oms/carriers/demo/demo-carrier.ts';
import type { BoughtLabel, LabelRequest } from '../../../oms/carriers/carrier.ts';
import type { LabelFormat } from '../../../printers/documents/carrier-label.ts';
import { decodeBarcodes, renderPdf, renderZpl } from '../../support/decode.ts';
import { escapeZpl, toPrintable } from './printable-text.ts';
import { startDemoCarrier, type DemoCarrierServer } from './start-demo-carrier.ts';

const place = { company: null, address1: '77 Bedford Crescent', address2: null, city: 'Brooklyn', state: 'NY', postalCode: '11211-1234', countryCode: 'US', phone: null };
const request = (name: string, key = crypto.randomUUID()): LabelRequest => ({ idempotencyKey: key, reference: '7K3MQ2XV9T', serviceCode: 'GROUND', weightGrams: 860, shipDate: '2026-11-21', shipFrom: { ...place, name: 'Finch' }, shipTo: { ...place, name } });

let server: DemoCarrierServer;
beforeAll(async () => { server = await startDemoCarrier({ token: 't' }); });
afterAll(async () => { await server.close(); });

const buy = async (name: string): Promise<BoughtLabel> => {
  const result = await createDemoCarrier({ baseUrl: server.url, token: 't', fetch }).buyLabel(request(name));
  if (result.kind !== 'bought') throw new Error(result.kind);
  return result.label;
};

const bytesOf = (label: BoughtLabel, format: LabelFormat): Uint8Array => label.files.find((file) => file.format === format)?.bytes ?? new Uint8Array();

test.each(['Maren Hollowell', 'Sunny 🌻', 'שלום עולם', '^XZ~JA^FS_41\\&', ''.padEnd(35, 'W')])('ZPL and PDF of a label for %j carry the same tracking number, read back by a scanner', async (name) => {
  const label = await buy(name);
  const [zpl] = await renderZpl(bytesOf(label, 'zpl'), { dotsPerInch: 203 });
  const [pdf] = await renderPdf(bytesOf(label, 'pdf'), { dotsPerInch: 203 });
  const expected = [{ format: 'Code128', text: '42011211' }, { format: 'Code128', text: label.trackingNumber }];
  expect(await decodeBarcodes(zpl ?? new Uint8Array())).toEqual(expect.arrayContaining(expected));
  expect(await decodeBarcodes(pdf ?? new Uint8Array())).toEqual(expect.arrayContaining(expected));
});

test('a name cannot break out of its field: one label begins, one ends, and it says SIMULATED', async () => {
  const zpl = Buffer.from(bytesOf(await buy('^XZ^XA~JA'), 'zpl')).toString('utf8');
  expect([zpl.match(/\^XA/g)?.length, zpl.match(/\^XZ/g)?.length, zpl.includes('~'), zpl.startsWith('^XA^PON^LH0,0^LS0^LT0^LRN^MCY^CI28^PW812^LL1218')]).toEqual([1, 1, false, true]);
  expect(zpl).toContain('SIMULATED - NOT POSTAGE');
});

test('what the printer cannot draw is left out or marked, never guessed', () => {
  expect(['Zoë Müller', 'Sunny 🌻 Day', 'שלום Tal', '🌻🌻', 'שלום', 'Łódź “A”'].map(toPrintable)).toEqual(['Zoë Müller', 'Sunny Day', '? Tal', '', '', 'Łódź "A"']);
  expect(escapeZpl('a^b~c_dé')).toBe('a_5eb_7ec_5fd_c3_a9');
});
