/** A station's real SQLite file with a small shop in it, for tests of packing and printing. No network, no screen, a clock that stands still. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import { gs1CheckDigit } from '../../domain/barcodes/gtin.ts';
import { factBodySchema, type FactBody } from '../../domain/packing/facts.ts';
import type { Brand, EntityType, Operator, PackOrder, Product } from '../../domain/wire/documents.ts';
import type { Verdict } from '../../domain/rpc/station-contract.ts';
import { rowHash } from '../../domain/wire/row-hash.ts';
import { stationConfigSchema, type PrinterConfig, type StationConfig } from '../../main/config.ts';
import { openStationDb, type StationDb } from '../../main/db/open.ts';
import { deleteDocument, putDocument } from '../../main/feed/feed-store.ts';
import { keepOpenOrder } from '../../main/queue/keep-open-order.ts';
import { storeBlob } from '../../main/labels/blob-store.ts';
import { listPendingFacts } from '../../main/outbox/outbox-store.ts';
import { handleScan, type ScanCommand } from '../../main/packing/handle-scan.ts';
import { readPackView, type PackPart } from '../../main/packing/read-pack-view.ts';
import { selectJobsOfParcel, type PrintJob } from '../../main/print-queue/print-job-store.ts';
import { writeMeta } from '../../main/settings/meta.ts';
import type { StationContext } from '../../main/station-context.ts';

export const STATION_ID = 'sta_1';
export const ALEX_BADGE = formatPackbenchCode('B', 'ALEX01');
export const ROBIN_BADGE = formatPackbenchCode('B', 'ROBIN1');

const gtinOf = (serial: number): string => { const body = `952${String(serial).padStart(9, '0')}`; return body + gs1CheckDigit(body); };
export const ABACUS: Product = { sku: 'ABACUS', name: 'Wooden abacus', gtin: gtinOf(1), aliases: ['OLD-ABACUS'], productLine: 'numbers', weightGrams: 420, pictureSvg: '<svg/>' };
export const GLOBE: Product = { sku: 'GLOBE', name: 'Small globe', gtin: gtinOf(2), aliases: [], productLine: null, weightGrams: 900, pictureSvg: '<svg/>' };
export const CHALK: Product = { sku: 'CHALK', name: 'Box of chalk', gtin: gtinOf(3), aliases: [], productLine: null, weightGrams: 300, pictureSvg: '<svg/>' };

const address = { name: 'Sam Reader', company: null, address1: '1 Main St', address2: null, city: 'Albany', state: 'NY', postalCode: '12207', countryCode: 'US', phone: null };
const brand: Brand = {
  brandId: 'brd_1', name: 'Bramble & Finch Learning', tagline: 'Made to be taken apart', primaryColor: '#2f6f4f', logoSvgPath: null, returnAddress: { ...address, name: 'Bramble & Finch' },
  support: { heading: 'Questions?', lines: ['help@brambleandfinch.example'] }, footer: 'Thank you', learningNotes: { numbers: { heading: 'Numbers', text: 'Count to ten.' } },
};

/** Order `#<number>` with two abacuses and a globe; its label is `TRACK<number>`, its pair code `PAIR00<number>`. */
export function makePackOrder(number: number, overrides: Partial<PackOrder> = {}): PackOrder {
  const label = labelBytes(number);
  return {
    orderId: `ord_${number}`, orderNumber: `#${number}`, status: 'PICKING', isOnHold: false, brandId: 'brd_1', channelName: 'Shop', placedAt: '2026-11-20T09:00:00Z',
    shipBy: `2026-11-21T17:${String(number % 60).padStart(2, '0')}:00Z`, shipTo: address, currency: 'USD', totalMinor: 4200, customerNote: null, giftMessage: null,
    lines: [
      { lineId: `lin_${number}_1`, sku: 'ABACUS', title: ABACUS.name, requiredUnits: 2, binCode: 'A-01', unitPriceMinor: 1500 },
      { lineId: `lin_${number}_2`, sku: 'GLOBE', title: GLOBE.name, requiredUnits: 1, binCode: 'A-02', unitPriceMinor: 1200 },
    ],
    label: {
      parcelId: `prc_${number}`, labelId: `lbl_${number}`, pairCode: `PAIR00${number}`, carrierCode: 'demo', carrierName: 'Demo Carrier', serviceName: 'Ground',
      trackingNumber: `TRACK${number}`, zplSha256: sha256(label.zpl), pdfSha256: sha256(label.pdf), isVoid: false,
    },
    lease: { stationId: STATION_ID, fence: 1 },
    ...overrides,
  };
}

export function labelBytes(number: number): { zpl: Uint8Array; pdf: Uint8Array } {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return { zpl: encode(`^XA^FO50,50^BY3^BCN,200,Y,N,N^FDTRACK${number}^FS^XZ`), pdf: encode(`%PDF-1.4 label of TRACK${number}`) };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();

export type TestPrinter = Pick<PrinterConfig, 'printerId' | 'name' | 'roles'> & Partial<PrinterConfig>;
export type PackingStationOptions = {
  readonly layout?: StationConfig['layout']; readonly printers?: readonly TestPrinter[]; readonly dataDir?: string;
  /** A given folder holds a shop already unless this is true. */
  readonly isNew?: boolean;
  /** How often the folder was opened before: an hour has passed each time, and no random number comes twice. */
  readonly openings?: number;
  readonly openDb?: (path: string) => StationDb;
};

export const TWO_PRINTERS: readonly TestPrinter[] = [{ printerId: 'thermal', name: 'Thermal', roles: ['label', 'combined'] }, { printerId: 'laser', name: 'Laser', roles: ['slip'], language: 'pdf' }];

export type PackingStation = {
  readonly context: StationContext;
  readonly dataDir: string;
  /** The disk is full, or has room again. */
  setStorageFull(isFull: boolean): void;
  /** The line to the office. */
  setOnline(isNowOnline: boolean): void;
  /** Moves the clock. */
  pass(durationMs: number): void;
  putOrder(order: PackOrder, hasLabelBytes?: boolean): void;
  putProduct(product: Product): void;
  /** A file that came from the office; returns its hash. */
  putFile(bytes: Uint8Array): string;
  removeOrder(orderId: string): void;
  /** One scan, half a second after the one before, by a scanner unless said otherwise. */
  scan(code: string, command?: Partial<ScanCommand>): Verdict;
  view(): PackPart;
  facts(): FactBody[];
  jobs(parcelId: string): PrintJob[];
  /** Whether a byte of one of the parcel's jobs has left for a printer. */
  hasFirstByte(parcelId: string): boolean;
  /** How often the printers were woken: once for each new scan. */
  wakeCount(): number;
  close(): void;
  /** Closes and deletes the data folder. */
  destroy(): void;
};

/** Opens (or opens again) a station on `dataDir`. */
export function openPackingStation(options: PackingStationOptions = {}): PackingStation {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'packbench-station-'));
  const db = (options.openDb ?? openStationDb)(join(dataDir, 'station.sqlite'));
  let nowMs = Date.UTC(2026, 10, 21, 9 + (options.openings ?? 0), 0, 0);
  let chance = (options.openings ?? 0) * 1_000_000;
  let wakes = 0;
  let isStorageFull = false;
  let isOnline = true;
  let seq = 100;
  const silent = (): void => {};
  const config = stationConfigSchema.parse({
    dataDir, rendererDir: dataDir, layout: options.layout,
    printers: (options.printers ?? TWO_PRINTERS).map((printer) => ({ driver: 'tcp9100', address: '127.0.0.1:1', language: 'zpl', ...printer })),
  });
  const context: StationContext = {
    db, config, log: { info: silent, warn: silent, error: silent }, publish: silent, wakeSync: silent, wakePrinters: () => { wakes += 1; }, isStorageFull: () => isStorageFull, isOnline: () => isOnline,
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    random: { bytes: (length) => new Uint8Array(createHash('sha512').update(`${dataDir} ${(chance += 1)}`).digest()).subarray(0, length) },
  };
  const put = (type: EntityType, id: string, body: unknown): void => {
    const text = JSON.stringify(body);
    seq += 1;
    db.inTransaction((tx) => { putDocument(tx, { type, id, gen: 'g', rev: seq, seq, hash: rowHash(text, digest), body: text }); keepOpenOrder(tx, type, id, text); });
  };
  if (options.dataDir === undefined || options.isNew) seedShop(context, put);
  const close = (): void => db.close();
  return {
    context, dataDir, close,
    setOnline: (isNowOnline) => { isOnline = isNowOnline; },
    setStorageFull: (isFull) => { isStorageFull = isFull; },
    pass: (durationMs) => { nowMs += durationMs; },
    putOrder: (order, hasLabelBytes = true) => {
      put('order', order.orderId, order);
      const { zpl, pdf } = labelBytes(Number(order.orderNumber.slice(1)));
      if (hasLabelBytes) db.inTransaction((tx) => { for (const bytes of [zpl, pdf]) storeBlob(tx, sha256(bytes), bytes, 'here'); });
    },
    putProduct: (product) => put('product', product.sku, product),
    putFile: (bytes) => { db.inTransaction((tx) => storeBlob(tx, sha256(bytes), bytes, 'here')); return sha256(bytes); },
    removeOrder: (orderId) => db.inTransaction((tx) => { deleteDocument(tx, 'order', orderId); keepOpenOrder(tx, 'order', orderId, null); }),
    scan: (code, command) => {
      nowMs += 500;
      return handleScan(context, { commandId: randomUUID(), code, source: 'wedge', ...command });
    },
    view: () => db.read((tx) => readPackView(tx, context)),
    facts: () => db.read((tx) => listPendingFacts(tx, 'client_1', 1000)).map((fact) => factBodySchema.parse(JSON.parse(fact.body))),
    jobs: (parcelId) => db.read((tx) => selectJobsOfParcel(tx, parcelId)),
    hasFirstByte: (parcelId) => db.read((tx) => tx.prepare('SELECT 1 FROM print_jobs WHERE parcel_id = ? AND first_byte_at_ms IS NOT NULL').get(parcelId)) !== undefined,
    wakeCount: () => wakes,
    destroy: () => { close(); rmSync(dataDir, { recursive: true, force: true }); },
  };
}

function seedShop(context: StationContext, put: (type: EntityType, id: string, body: unknown) => void): void {
  context.db.inTransaction((tx) => {
    writeMeta(tx, 'client_id', 'client_1');
    writeMeta(tx, 'next_mid', '1');
    writeMeta(tx, 'station_id', STATION_ID);
  });
  for (const product of [ABACUS, GLOBE, CHALK]) put('product', product.sku, product);
  put('brand', brand.brandId, brand);
  const operators: Operator[] = [
    { operatorId: 'opr_alex', name: 'Alex Packer', role: 'packer', language: 'en', badgeSha256: sha256(new TextEncoder().encode(ALEX_BADGE)), pinScrypt: null },
    { operatorId: 'opr_robin', name: 'Robin Lead', role: 'lead', language: 'es', badgeSha256: sha256(new TextEncoder().encode(ROBIN_BADGE)), pinScrypt: null },
  ];
  for (const operator of operators) put('operator', operator.operatorId, operator);
}
