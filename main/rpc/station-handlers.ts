/** The contract's methods, each handed to its use case. */
import { RPC_VERSION } from '../../domain/rpc/station-contract.ts';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import type { SyncInspection } from '../../domain/rpc/sync-inspection.ts';
import { APP_VERSION, enrolStation } from '../operators/enrol-station.ts';
import { createPinGate } from '../operators/sign-in-by-pin.ts';
import { listOperators, readProductBySku } from '../orders/read-orders.ts';
import { handleScan } from '../packing/handle-scan.ts';
import { settlePrintJob } from '../print-queue/settle-print-job.ts';
import { writeMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import { createPrinterHandlers, type PrinterPorts } from './printer-handlers.ts';
import type { StationHandlers } from './serve-station.ts';

export type HandlerPorts = {
  readonly printers: PrinterPorts; readonly context: StationContext; readonly fetch: typeof fetch; readonly readView: () => StationView; readonly inspectSync: () => SyncInspection; readonly trySyncNow: () => void; readonly onEnrolled: () => void };

export function createStationHandlers(ports: HandlerPorts): StationHandlers {
  const { context, readView } = ports;
  const { db } = context;
  const pinGate = createPinGate();
  return {
    hello: () => ({ rpcVersion: RPC_VERSION, appVersion: APP_VERSION, view: readView() }),
    readView: () => readView(),
    scanCode: (command) => ({ verdict: handleScan(context, command), view: readView() }),
    enrol: async (request) => {
      const answer = await enrolStation(context, request, { fetch: ports.fetch, isRefused: () => readView().sync.isRefused, trySyncNow: ports.trySyncNow });
      if (answer.ok) ports.onEnrolled();
      return answer;
    },
    listOperators: () => db.read(listOperators).map(({ operatorId, name, pinScrypt }) => ({ operatorId, name, hasPin: pinScrypt !== null })),
    loginWithPin: ({ operatorId, pin }) => pinGate.signInByPin(context, operatorId, pin),
    settlePrintJob: (answer) => settlePrintJob(context, answer),
    ...createPrinterHandlers(context, ports.printers),
    setLanguage: ({ language }) => writeSetting(context, 'language', language),
    setTheme: ({ theme }) => writeSetting(context, 'theme', theme),
    inspectSync: () => ports.inspectSync(),
    readPictures: ({ skus }) => db.read((tx) => skus.flatMap((sku) => {
      const product = readProductBySku(tx, sku);
      return product ? [{ sku, name: product.name, svg: product.pictureSvg }] : [];
    })),
  };
}

function writeSetting(context: StationContext, key: 'language' | 'theme', value: string): { ok: boolean } {
  context.db.inTransaction((tx) => writeMeta(tx, key, value));
  context.publish();
  return { ok: true };
}
