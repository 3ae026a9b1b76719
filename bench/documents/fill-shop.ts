/** A station's folder with orders that wait for their paper: ten lines each, every order with a label and a customer of its own. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { PackOrder } from '../../domain/wire/documents.ts';
import { openStationDb } from '../../main/db/open.ts';
import { storeBlob } from '../../main/labels/blob-store.ts';
import { carrierPdf, carrierZpl } from '../../test/fixtures/documents/slip-content.ts';
import { makePackOrder, openPackingStation } from '../../test/support/packing-station.ts';

export const FIRST_ORDER = 1_001;
const LINES = 10;

/** Orders from `FIRST_ORDER` on, and one more to be packed meanwhile. */
export async function fillShop(dataDir: string, count: number): Promise<void> {
  const shop = openPackingStation({ dataDir, isNew: true });
  const blobs: Uint8Array[] = [];
  for (let number = FIRST_ORDER; number <= FIRST_ORDER + count; number += 1) {
    const [zpl, pdf] = [carrierZpl(trackingOf(number)), await carrierPdf(trackingOf(number))];
    blobs.push(zpl, pdf);
    shop.putOrder(makeOrder(number, zpl, pdf), false);
  }
  shop.close();
  const db = openStationDb(join(dataDir, 'station.sqlite'));
  db.inTransaction((tx) => { for (const bytes of blobs) storeBlob(tx, hash('sha256', bytes), bytes, 'here'); });
  db.close();
}

const trackingOf = (number: number): string => `PB94001000000000${number}`;

/** No remembered word may flatter the result more than in a real shop. */
function makeOrder(number: number, zpl: Uint8Array, pdf: Uint8Array): PackOrder {
  const plain = makePackOrder(number);
  const letters = Array.from(String(number), (digit) => 'aeioubdgmr'.charAt(Number(digit))).join('');
  return {
    ...plain,
    shipTo: { ...plain.shipTo, name: `J${letters} Ex${letters}`, address1: `${number} ${letters.toUpperCase()} Avenue`, city: `B${letters}n`, postalCode: String(10_000 + number) },
    lines: Array.from({ length: LINES }, (_, index) => ({ lineId: `lin_${number}_${index}`, sku: index % 2 === 0 ? 'ABACUS' : 'GLOBE', title: index % 3 === 0 ? 'Map Puzzle of the United States, 50 pieces with capitals on the back' : 'Wooden abacus', requiredUnits: (index % 4) + 1, binCode: `A-0${index}`, unitPriceMinor: 1_500 })),
    label: plain.label && { ...plain.label, trackingNumber: trackingOf(number), zplSha256: hash('sha256', zpl), pdfSha256: hash('sha256', pdf) },
  };
}
