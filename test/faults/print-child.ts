/**
 * A station's print queue in a process of its own, to be killed: `node print-child.ts DATA_DIR PORT`.
 * Its driver writes the job to a TCP port and then waits for evidence that never comes, as a printer does that is asked too early.
 */
import { connect } from 'node:net';
import { startPrintQueue } from '../../main/print-queue/start-print-queue.ts';
import type { PrinterDriver } from '../../printers/drivers/driver.ts';
import { openPackingStation } from '../support/packing-station.ts';

const [dataDir = '', port = '0'] = process.argv.slice(2);

const driver: PrinterDriver = {
  language: 'zpl', dotsPerInch: 203,
  readStatus: () => Promise.resolve({ condition: 'ready', canPrint: true, detail: '' }),
  readEvidence: () => Promise.resolve({ kind: 'none' }),
  settle: () => Promise.resolve({ kind: 'unknown', detail: 'no evidence' }),
  send: (request, onFirstByte) => new Promise(() => {
    const socket = connect(Number(port), '127.0.0.1', () => { socket.write(request.bytes); onFirstByte(); });
  }),
};

const station = openPackingStation({ dataDir });
const queue = startPrintQueue(station.context, [{ printerId: 'thermal', name: 'Thermal', roles: ['label'], driver }]);
setInterval(() => queue.wake(), 20);
