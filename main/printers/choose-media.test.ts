/** The media page's doings: a lead's, kept over a restart, used by what prints afterwards. */
import { afterEach, expect, test } from 'vitest';
import { must } from '../../domain/assert.ts';
import { A4_HALF_AND_HALF, LETTER_HALF_AND_HALF } from '../../printers/documents/sheets.ts';
import { ALEX_BADGE, makePackOrder, openPackingStation, ROBIN_BADGE, type PackingStation } from '../../test/support/packing-station.ts';
import { createPaperPrinter } from '../../test/support/paper-printer.ts';
import { readRequest } from '../print-queue/render-job.ts';
import { readLayout } from '../settings/media.ts';
import { readMedia, saveMedia } from './choose-media.ts';

const stations: PackingStation[] = [];
afterEach(() => { for (const station of stations.splice(0)) station.destroy(); });

function setupBench(): PackingStation {
  const station = openPackingStation({ layout: 'letter-half-and-half' });
  stations.push(station);
  station.putOrder(makePackOrder(1001));
  return station;
}

const NUDGED = { ...A4_HALF_AND_HALF, nudge: { dx: 5.67, dy: -2.83 } };

test('a lead\'s layout and sheet hold from then on', () => {
  const station = setupBench();
  expect(readMedia(station.context).sheet).toEqual(LETTER_HALF_AND_HALF);
  station.scan(ROBIN_BADGE);
  expect(saveMedia(station.context, { layout: 'thermal-4x8', sheet: NUDGED })).toEqual({ ok: true, message: { key: 'setup.sheetSaved', values: {} } });
  const request = station.context.db.read((tx) => readRequest(tx, station.context, { orderId: 'ord_1001', parcelId: 'prc_1001', document: 'combined', copy: 1 }, { driver: createPaperPrinter() }));
  expect([request.sheet, readMedia(station.context).sheet, station.context.db.read(readLayout)]).toEqual([NUDGED, NUDGED, 'thermal-4x8']);
});

test('a packer changes no sheet', () => {
  const station = setupBench();
  station.scan(ALEX_BADGE);
  expect(saveMedia(station.context, { layout: 'thermal-4x8', sheet: NUDGED })).toEqual({ ok: false, message: { key: 'setup.leadOnly', values: {} } });
  expect([readMedia(station.context).sheet, station.context.db.read(readLayout)]).toEqual([LETTER_HALF_AND_HALF, null]);
});

test('slips are drawn for the paper that lies in the printer', () => {
  const station = setupBench();
  const paperOf = (paper: 'a4' | '4x6' | undefined) => must(station.context.db.read((tx) => readRequest(tx, station.context, { orderId: 'ord_1001', parcelId: 'prc_1001', document: 'slip', copy: 1 }, { driver: createPaperPrinter(), paper })), 'request').printer.paper;
  expect([paperOf('a4'), paperOf('4x6'), paperOf(undefined)]).toEqual(['a4', '4x6', undefined]);
});
