/** A second parcel at a real bench: its label, its slip, its handshake, with and without the office. */
import { afterEach, describe, expect, test } from 'vitest';
import { must } from '../../domain/assert.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';
import { ABACUS, ALEX_BADGE, GLOBE, labelBytes, makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { control } from '../../test/support/print-world.ts';
import { createPaperPrinter } from '../../test/support/paper-printer.ts';
import { listWantedBlobs } from '../labels/blob-store.ts';
import { readRequest } from '../print-queue/render-job.ts';

const stations: PackingStation[] = [];
afterEach(() => { for (const station of stations.splice(0)) station.destroy(); });

function setupBench(): PackingStation {
  const station = openPackingStation();
  stations.push(station);
  station.putOrder(makePackOrder(1001));
  station.scan(ALEX_BADGE);
  return station;
}

function pack(station: PackingStation): void {
  for (const code of ['#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
}

/** As the feed tells of it when the office has bought the label. */
function tellOfLabel(station: PackingStation, isHere: 'here' | 'not-here' = 'here'): string {
  const added = must(station.facts().find((fact) => fact.type === 'ParcelAdded'), 'the wish for another box');
  const order = makePackOrder(1001);
  const { zpl, pdf } = labelBytes(2002);
  const files = isHere === 'here' ? [station.putFile(zpl), station.putFile(pdf)] : ['a'.repeat(64), 'b'.repeat(64)];
  const label = { ...must(order.label, 'label'), parcelId: added.parcelId, trackingNumber: 'TRACK2002', pairCode: 'PAIR002002', zplSha256: files[0] ?? '', pdfSha256: files[1] ?? '' };
  const told: PackOrder = { ...order, boxNumber: 1, boxCount: 2, furtherParcels: [{ parcelId: added.parcelId, boxNumber: 2, label }] };
  station.putOrder(told);
  return added.parcelId;
}

/** The slip of each print job of these parcels, as it would be drawn. */
function boxesOnSlips(station: PackingStation, parcelIds: readonly string[]): string[] {
  return parcelIds.flatMap((parcelId) => station.jobs(parcelId).filter((job) => job.document === 'slip').map((job) => {
    const { slip } = station.context.db.read((tx) => readRequest(tx, station.context, job, { driver: createPaperPrinter() }));
    return `${slip.boxNumber} of ${slip.boxCount}, ${slip.pairCode}`;
  }));
}

describe('another box for the open order', () => {
  test('from NEXT-BOX to two handshakes: each box has its own print unit, pair code and number, and the order closes with the second label', () => {
    const station = setupBench();
    station.scan('#1001');
    expect(station.scan(control('NEXT-BOX')).code).toBe('BoxAsked');
    for (const code of [ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
    expect(station.view().pack?.boxes.map((box) => `${box.number} ${box.state}`)).toEqual(['1 printed', '2 awaited']);
    const further = tellOfLabel(station);
    expect(station.view().pack?.boxes.map((box) => box.state)).toEqual(['printed', 'ready']);
    expect(station.scan(control('NEXT-BOX')).code).toBe('BoxLabelled');
    expect(station.jobs(further).map((job) => `${job.act} ${job.document}`)).toEqual(['parcel label', 'parcel slip']);
    expect(boxesOnSlips(station, ['prc_1001', further])).toEqual(['1 of 2, PAIR001001', '2 of 2, PAIR002002']);
  });

  test('each label closes its own box only when it has left the printer', () => {
    const station = setupBench();
    pack(station);
    station.scan(control('NEXT-BOX'));
    tellOfLabel(station);
    station.scan(control('NEXT-BOX'));
    expect(station.scan('TRACK2002').code).toBe('LabelNotPrinted');
    expect(station.scan('TRACK9999').code).not.toBe('ParcelClosed');
  });

  test('without the office nothing can be bought, and the packer is told why; a label that is here prints offline', () => {
    const station = setupBench();
    pack(station);
    station.setOnline(false);
    expect(station.scan(control('NEXT-BOX'))).toMatchObject({ kind: 'refused', code: 'BoxNeedsOffice' });
    station.setOnline(true);
    station.scan(control('OK'));
    station.scan(control('NEXT-BOX'));
    tellOfLabel(station);
    station.setOnline(false);
    expect(station.scan(control('NEXT-BOX')).code).toBe('BoxLabelled');
  });

  test('its bytes are asked for as those of every label, and no longer when the order goes elsewhere', () => {
    const station = setupBench();
    station.scan('#1001');
    station.scan(control('NEXT-BOX'));
    tellOfLabel(station, 'not-here');
    const wanted = (): string[] => station.context.db.read((tx) => listWantedBlobs(tx, 10)).filter((hash) => /^(.)\1*$/.test(hash));
    expect(wanted()).toHaveLength(2);
    expect(station.scan(control('NEXT-BOX')).code).toBe('BoxLabelAwaited');
    station.putOrder({ ...makePackOrder(1001), lease: { stationId: 'sta_other', fence: 2 } });
    expect(wanted()).toEqual([]);
  });
});

test('an order of which another place packs a part says box 2 of 2 though it has one box here', () => {
  const station = setupBench();
  station.putOrder({ ...makePackOrder(1001), boxNumber: 2, boxCount: 2 });
  pack(station);
  expect(boxesOnSlips(station, ['prc_1001'])).toEqual(['2 of 2, PAIR001001']);
});

test('a kit is on the slip with its parts, for all of its units', () => {
  const station = setupBench();
  station.putProduct({ ...ABACUS, parts: [{ sku: 'GLOBE', units: 3 }, { sku: 'UNKNOWN', units: 1 }] });
  pack(station);
  const [job] = station.jobs('prc_1001').filter((one) => one.document === 'slip');
  const { slip } = station.context.db.read((tx) => readRequest(tx, station.context, must(job, 'slip'), { driver: createPaperPrinter() }));
  expect(slip.lines[0]?.parts).toEqual([{ sku: 'GLOBE', title: GLOBE.name, units: 6, binCode: null }, { sku: 'UNKNOWN', title: 'UNKNOWN', units: 2, binCode: null }]);
});
