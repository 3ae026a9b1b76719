/** A small company to be killed: a shop, a carrier, the OMS with its own PostgreSQL, and benches with a printer, a packer and a line each. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createOmsClient, type OmsClient } from '../../../scripts/launch/oms-client.ts';
import { connectStation, readStationAddress } from '../../../scripts/launch/station-client.ts';
import { startDemoCarrier, type DemoCarrierServer } from '../../simulators/demo-carrier/start-demo-carrier.ts';
import { startShopify, type Shopify } from '../../simulators/shopify/start-shopify.ts';
import { startZebra, type Zebra } from '../../simulators/zebra/start-zebra.ts';
import { startFaultyLine, type FaultyLine } from './faulty-line.ts';
import { keepProgram, type KeptProgram } from './kept-program.ts';
import { openLedger, type Ledger } from './ledger.ts';
import { startPacker, type Packer } from './packer.ts';
import { readDatabaseUrl } from './postgres-processes.ts';

export type Bench = { readonly name: string; readonly dataDir: string; readonly program: KeptProgram; readonly line: FaultyLine; readonly zebra: Zebra; readonly packer: Packer };
export type Floor = {
  readonly oms: KeptProgram; readonly omsDataDir: string; readonly shop: Shopify; readonly carrier: DemoCarrierServer; readonly benches: readonly Bench[]; readonly ledger: Ledger;
  /** The shop's deliveries go here, whatever port the OMS has at the moment. */
  readonly webhookUrl: () => string;
  close(): Promise<void>;
};

export function countParcels(floor: Pick<Floor, 'benches'>): number {
  return floor.benches.reduce((sum, bench) => sum + bench.packer.parcels(), 0);
}

const NODE_CODE = 'STR-NYC-01';
const PRINT_TIME_MS = 60;

export async function startFloor(options: { readonly dataDir: string; readonly benchCount: number; readonly chance: () => number }): Promise<Floor> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => { for (const step of undo.splice(0).toReversed()) await step(); };
  try {
    return { ...(await compose(options, undo)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function compose({ dataDir, benchCount, chance }: Parameters<typeof startFloor>[0], undo: (() => Promise<unknown>)[]): Promise<Omit<Floor, 'close'>> {
  const keep = <T extends { close(): Promise<unknown> }>(part: T): T => { undo.push(() => part.close()); return part; };
  const omsDataDir = join(dataDir, 'oms');
  const carrier = keep(await startDemoCarrier({ port: 0, token: 'carrier-token' }));
  const shop = keep(await startShopify({ accessToken: 'shop-token', webhookSecret: 'webhook-secret-of-the-shop' }));
  const lines = await Promise.all(Array.from({ length: benchCount }, async () => keep(await startFaultyLine())));
  const oms = keep(keepProgram({
    entry: 'oms/server.ts', readyEvent: 'oms:ready', logFile: join(dataDir, 'logs', 'oms.log'), onReady: (url) => { for (const line of lines) line.aimAt(url); },
    environment: { DATA_DIR: omsDataDir, PORT: '0', DEMO_DATA: 'true', DEMO_CARRIER_URL: carrier.url, DEMO_CARRIER_TOKEN: 'carrier-token', DATABASE_DURABLE: 'true' },
  }));
  const client = createOmsClient(await oms.waitUntilReady(), readFileSync(join(omsDataDir, 'oms-api-key'), 'utf8').trim());
  await stockUp(omsDataDir);
  const connectorId = await client.createShopConnector({ name: 'Shop', shopUrl: shop.shopDomain, baseUrl: shop.url, accessToken: 'shop-token', webhookSecret: 'webhook-secret-of-the-shop' });
  const ledger = openLedger(join(dataDir, 'acknowledged.jsonl'));
  const benches: Bench[] = [];
  for (const [index, line] of lines.entries()) benches.push(await startBench({ name: `Bench ${index + 1}`, dataDir: join(dataDir, `bench-${index + 1}`), logFile: join(dataDir, 'logs', `bench-${index + 1}.log`), line, ledger, chance, client, keep }));
  return { oms, omsDataDir, shop, carrier, benches, ledger, webhookUrl: () => `${oms.url() ?? 'http://127.0.0.1:9'}/connectors/${connectorId}/webhook` };
}

type BenchParts = { readonly name: string; readonly dataDir: string; readonly logFile: string; readonly line: FaultyLine; readonly ledger: Ledger; readonly chance: () => number; readonly client: OmsClient; readonly keep: <T extends { close(): Promise<unknown> }>(part: T) => T };

async function startBench({ name, dataDir, logFile, line, ledger, chance, client, keep }: BenchParts): Promise<Bench> {
  const zebra = keep(await startZebra({ printTimeMs: PRINT_TIME_MS }));
  const paper = join(dataDir, 'slips');
  mkdirSync(paper, { recursive: true });
  const printers = [
    { printerId: 'thermal', name: 'Thermal printer', driver: 'tcp9100', address: zebra.address, roles: ['label'], language: 'zpl', dotsPerInch: 203 },
    { printerId: 'laser', name: 'Laser printer', driver: 'folder', address: paper, roles: ['slip', 'combined'], language: 'pdf', dotsPerInch: 300 },
  ];
  const program = keep(keepProgram({
    entry: 'main/entry-node.ts', readyEvent: 'station:ready', logFile,
    environment: { PACKBENCH_DATA_DIR: dataDir, PACKBENCH_STATION_PORT: '0', PACKBENCH_PRINTERS: JSON.stringify(printers) },
  }));
  await program.waitUntilReady();
  const station = await connectStation(readStationAddress(dataDir));
  const answer = await station.call('enrol', { omsUrl: line.url, pairingCode: await client.createPairingCode(name, NODE_CODE) });
  station.close();
  if (!answer.ok) throw new Error(`${name} could not be enrolled: ${answer.message?.key ?? 'no reason given'}`);
  const packer = keep(startPacker({ bench: name, stationDataDir: dataDir, zebra, ledger, chance }));
  return { name, dataDir, program, line, zebra, packer };
}

/** The demo's stock and capacity are those of one shop's day; this load is more. */
async function stockUp(omsDataDir: string): Promise<void> {
  const database = new pg.Client({ connectionString: readDatabaseUrl(omsDataDir) });
  await database.connect();
  try {
    await database.query('UPDATE fulfillment_nodes SET daily_order_capacity = 1000000 WHERE code = $1', [NODE_CODE]);
    await database.query(`WITH more AS (UPDATE inventory_items i SET quantity_on_hand = quantity_on_hand + 100000 FROM fulfillment_nodes n WHERE n.node_id = i.node_id AND n.code = $1 RETURNING item_id, quantity_on_hand, quantity_reserved)
      INSERT INTO inventory_adjustments (adjustment_id, item_id, reason, on_hand_delta, reserved_delta, on_hand_after, reserved_after, note)
      SELECT 'adj_load_' || item_id, item_id, 'RECEIVED', 100000, 0, quantity_on_hand, quantity_reserved, 'stock for the load' FROM more`, [NODE_CODE]);
  } finally {
    await database.end();
  }
}
