import { afterEach, expect, test } from 'vitest';
import { must } from '../../domain/assert.ts';
import type { DocumentRequest } from '../../printers/documents/prepare-documents.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { createPaperPrinter } from '../../test/support/paper-printer.ts';
import { giveBytes } from '../../test/support/print-world.ts';
import type { DocumentDesk } from './document-desk.ts';
import { prepareAhead, prepareNext } from './prepare-ahead.ts';
import { readRequest } from './render-job.ts';
import type { StationPrinter } from './station-printer.ts';

const stations: PackingStation[] = [];
afterEach(() => { for (const station of stations.splice(0)) station.destroy(); });

function setupBench() {
  const station = openPackingStation();
  stations.push(station);
  station.putOrder(makePackOrder(1001));
  station.scan(ALEX_BADGE);
  const asked: DocumentRequest[] = [];
  const desk: DocumentDesk = { prepare: (request) => { asked.push(request as DocumentRequest); return Promise.reject(new Error('a document that cannot be made')); } };
  const printers: StationPrinter[] = [
    { printerId: 'thermal', name: 'Thermal', roles: ['label'], driver: createPaperPrinter() }, { printerId: 'laser', name: 'Laser', roles: ['slip'], driver: createPaperPrinter() },
  ];
  const lookAhead = async (): Promise<void> => { for (const printer of printers) await prepareAhead(station.context, printer, desk); };
  return { station, printers, asked, lookAhead };
}

test('what is made while the order is packed is exactly what its print jobs will ask for', async () => {
  const { station, printers, asked, lookAhead } = setupBench();
  station.scan('#1001');
  await lookAhead();
  for (const code of [ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  const wanted = station.jobs('prc_1001').map((job) => {
    const printer = printers.find((one) => one.printerId === job.printerId) ?? { driver: createPaperPrinter() };
    return station.context.db.read((tx) => readRequest(tx, station.context, job, printer));
  });
  expect(asked.map(({ document }) => document)).toEqual(['label', 'slip']);
  expect(asked).toEqual(wanted);
});

test('nothing is made ahead without an open order, nor once its documents are in the queue', async () => {
  const { station, asked, lookAhead } = setupBench();
  await lookAhead();
  for (const code of ['#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  await lookAhead();
  expect(asked).toEqual([]);
});

test('an order whose label bytes are gone is left for its job to explain', async () => {
  const { station, asked, lookAhead } = setupBench();
  station.scan('#1001');
  station.removeOrder('ord_1001');
  await lookAhead();
  expect(asked).toEqual([]);
});

test('the next document in the printer\'s queue is made while the one before it is sent; one that has its bytes, or none that waits, asks for nothing', async () => {
  const { station, printers, asked } = setupBench();
  for (const code of ['#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  const [desk, laser] = [{ prepare: (request: DocumentRequest | object) => { asked.push(request as DocumentRequest); return Promise.reject(new Error('a document that cannot be made')); } }, printers[1]];
  const look = (): Promise<void> => prepareNext(station.context, must(laser, 'the laser'), desk);
  await look();
  const [slip] = station.jobs('prc_1001').filter((job) => job.document === 'slip');
  expect(asked).toEqual([station.context.db.read((tx) => readRequest(tx, station.context, must(slip, 'the slip'), must(laser, 'the laser')))]);
  giveBytes(station, 1001);
  await look();
  expect(asked).toHaveLength(1);
});
