/** The whole line on one machine: simulated shop, carrier and printers, the OMS, the network switch and one station. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { STATION_NODE_FLAGS } from '../../main/config.ts';
import { startDemoCarrier, type DemoCarrierServer } from '../../test/simulators/demo-carrier/start-demo-carrier.ts';
import { startLaser, type Laser } from '../../test/simulators/laser/start-laser.ts';
import { startNetworkSwitch, type NetworkSwitch } from '../../test/simulators/network/start-network-switch.ts';
import { startShopify, type Shopify } from '../../test/simulators/shopify/start-shopify.ts';
import { startZebra, type Zebra } from '../../test/simulators/zebra/start-zebra.ts';
import { startChildProgram, type ChildProgram } from './child-program.ts';
import { createOmsClient, type OmsClient } from './oms-client.ts';
import { connectStation, readStationAddress } from './station-client.ts';

export type DemoOptions = {
  readonly dataDir: string;
  /** 0: every port is a free one. Otherwise the station and the tray take the two ports that follow by tens. */
  readonly omsPort: number;
  readonly orderCount: number;
  readonly layout?: 'two-printers' | 'thermal-label-then-slip' | 'letter-half-and-half';
  readonly isDurable?: boolean;
  /** Boxes that have left arrive so long after the OMS first asks for them (seed 000's simulated delivery); unset, they stay on their way. */
  readonly deliversAfterMs?: number;
  readonly say: (line: string) => void;
};

export type DemoSystem = {
  readonly oms: OmsClient; readonly carrier: DemoCarrierServer; readonly zebra: Zebra; readonly laser: Laser; readonly shopify: Shopify; readonly network: NetworkSwitch;
  readonly stationDataDir: string;
  station(): ChildProgram;
  /** When the OMS has ended, asked or not. */
  readonly omsEnded: Promise<unknown>;
  /** As a power cut would; `restartStation` brings it back on the same data. */
  killStation(): Promise<void>;
  restartStation(): Promise<void>;
  close(): Promise<void>;
};

const secretsSchema = z.object({ webhookSecret: z.string(), shopToken: z.string(), carrierToken: z.string(), carrierPort: z.int(), shopPort: z.int(), zebraPort: z.int(), laserPort: z.int(), networkPort: z.int() });
type DemoState = z.infer<typeof secretsSchema>;

export async function startDemoSystem(options: DemoOptions): Promise<DemoSystem> {
  const undo: (() => Promise<void>)[] = [];
  try {
    return await compose(options, undo);
  } catch (error) {
    for (const step of undo.toReversed()) await step().catch(() => undefined);
    throw error;
  }
}

async function compose(options: DemoOptions, undo: (() => Promise<void>)[]): Promise<DemoSystem> {
  const { dataDir, say } = options;
  const folder = join(dataDir, 'simulators');
  mkdirSync(folder, { recursive: true });
  const state = readState(folder);
  const keep = <T extends { close(): Promise<void> }>(part: T): T => { undo.push(() => part.close()); return part; };

  const carrier = keep(await startDemoCarrier({ port: state.carrierPort, token: state.carrierToken, stateFile: join(folder, 'carrier.json'), ...(options.deliversAfterMs === undefined ? {} : { deliversAfterMs: options.deliversAfterMs }) }));
  const zebra = keep(await startZebra({ port: state.zebraPort, folder: join(folder, 'thermal') }));
  const laser = keep(await startLaser({ port: state.laserPort, folder: join(folder, 'laser') }));
  const shopify = keep(await startShopify({ port: state.shopPort, accessToken: state.shopToken, webhookSecret: state.webhookSecret, stateFile: join(folder, 'shop.json') }));

  say('Starting the OMS and its database ...');
  const omsProgram = await startChildProgram({
    entry: 'oms/server.ts', readyEvent: 'oms:ready', logFile: join(dataDir, 'logs', 'oms.log'),
    environment: { DATA_DIR: join(dataDir, 'oms'), PORT: String(options.omsPort), DEMO_DATA: 'true', WEBHOOK_PRIVATE_TARGETS: 'true', DEMO_CARRIER_URL: carrier.url, DEMO_CARRIER_TOKEN: state.carrierToken, DATABASE_DURABLE: String(options.isDurable ?? true) },
  });
  undo.push(() => omsProgram.stop());
  const oms = createOmsClient(omsProgram.url, readFileSync(join(dataDir, 'oms', 'oms-api-key'), 'utf8').trim());
  const network = keep(await startNetworkSwitch({ targetPort: Number(new URL(omsProgram.url).port), port: state.networkPort }));
  writeState(folder, { ...state, carrierPort: portOf(carrier.url), shopPort: portOf(shopify.url), zebraPort: zebra.port, laserPort: laser.port, networkPort: portOf(network.url) });

  const stationDataDir = join(dataDir, 'station');
  let station = await startStationProgram(options, stationDataDir, zebra, laser);
  undo.push(() => station.stop());
  await connectShop(oms, shopify, state);
  await enrolOnce(oms, network, stationDataDir, say);
  if (shopify.orderCount() === 0) {
    say(`The shop sends its day: ${options.orderCount} orders ...`);
    await shopify.sendDayOfOrders(`${omsProgram.url}/connectors/${await oms.findShopConnector()}/webhook`, options.orderCount);
  }
  return {
    oms, omsEnded: omsProgram.exited, carrier, zebra, laser, shopify, network, stationDataDir, station: () => station,
    killStation: () => station.kill(),
    restartStation: async () => { station = await startStationProgram(options, stationDataDir, zebra, laser); },
    close: async () => { for (const step of undo.toReversed()) await step(); },
  };
}

/** Secrets and ports of the first start are kept, so that a second start finds the same printers and shop. */
function readState(folder: string): DemoState {
  const file = join(folder, 'state.json');
  if (existsSync(file)) return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const secret = (): string => randomBytes(24).toString('base64url');
  return { webhookSecret: secret(), shopToken: `shpat_${secret()}`, carrierToken: secret(), carrierPort: 0, shopPort: 0, zebraPort: 0, laserPort: 0, networkPort: 0 };
}

function writeState(folder: string, state: DemoState): void {
  writeFileSync(join(folder, 'state.json'), JSON.stringify(state), { mode: 0o600 });
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function startStationProgram(options: DemoOptions, stationDataDir: string, zebra: Zebra, laser: Laser): Promise<ChildProgram> {
  const printers = [
    { printerId: 'thermal', name: 'Thermal printer', driver: 'tcp9100', address: zebra.address, roles: ['label'], language: 'zpl', dotsPerInch: 203 },
    { printerId: 'laser', name: 'Laser printer', driver: 'ipp', address: laser.address, roles: ['slip', 'combined', 'report', 'receipt'], language: 'pdf', dotsPerInch: 300 },
  ];
  return startChildProgram({
    entry: 'main/entry-node.ts', nodeFlags: STATION_NODE_FLAGS, readyEvent: 'station:ready', logFile: join(options.dataDir, 'logs', 'station.log'),
    environment: {
      PACKBENCH_DATA_DIR: stationDataDir, PACKBENCH_STATION_PORT: String(options.omsPort === 0 ? 0 : options.omsPort + 10), PACKBENCH_PRINTERS: JSON.stringify(printers),
      PACKBENCH_LAYOUT: options.layout ?? 'two-printers',
    },
  });
}

async function connectShop(oms: OmsClient, shopify: Shopify, state: DemoState): Promise<void> {
  if ((await oms.findShopConnector()) !== null) return;
  await oms.createShopConnector({ name: 'Bramble & Finch shop', shopUrl: shopify.shopDomain, baseUrl: shopify.url, accessToken: state.shopToken, webhookSecret: state.webhookSecret });
}

async function enrolOnce(oms: OmsClient, network: NetworkSwitch, stationDataDir: string, say: (line: string) => void): Promise<void> {
  const client = await connectStation(readStationAddress(stationDataDir));
  try {
    const { view } = await client.call('hello', { rpcVersion: 1 });
    if (view.station) return;
    say('Enrolling the station "Bench 1" at STR-NYC-01 ...');
    const pairingCode = await oms.createPairingCode('Bench 1', 'STR-NYC-01');
    const answer = await client.call('enrol', { omsUrl: network.url, pairingCode });
    if (!answer.ok) throw new Error(`The station could not be enrolled: ${answer.message?.key ?? 'no reason given'}`);
  } finally {
    client.close();
  }
}
