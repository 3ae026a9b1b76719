/**
 * A station's print queue in a process of its own, to be killed: `node print-child.ts DATA_DIR PORT zebra|dumb`.
 * `zebra` is the real driver. The dumb one writes the job and then waits for evidence that never comes.
 */
import { connect } from 'node:net';
import { startPrintQueue } from '../../main/print-queue/start-print-queue.ts';
import { createTcp9100Driver } from '../../printers/drivers/tcp9100.ts';
import type { PrinterDriver } from '../../printers/drivers/driver.ts';
import { DOCUMENTS_HERE } from '../support/documents-here.ts';
import { openPackingStation } from '../support/packing-station.ts';

const [dataDir = '', port = '0', kind = 'dumb'] = process.argv.slice(2);

const dumbDriver: PrinterDriver = {
  language: 'zpl', dotsPerInch: 203,
  readStatus: () => Promise.resolve({ condition: 'ready', canPrint: true, detail: '' }),
  readEvidence: () => Promise.resolve({ kind: 'none' }),
  settle: () => Promise.resolve({ kind: 'unknown', detail: 'no evidence' }),
  withdraw: () => Promise.resolve({ kind: 'cannot_tell', detail: 'no evidence' }),
  send: (request, onFirstByte) => new Promise(() => {
    const socket = connect(Number(port), '127.0.0.1', () => { socket.write(request.bytes); onFirstByte(); });
  }),
};

const driver = kind === 'zebra' ? createTcp9100Driver({ address: { host: '127.0.0.1', port: Number(port) }, dotsPerInch: 203 }) : dumbDriver;
const station = openPackingStation({ dataDir });
const queue = startPrintQueue(station.context, [{ printerId: 'thermal', name: 'Thermal', roles: ['label'], driver }], DOCUMENTS_HERE);
// The test station's clock stands still: let it run ten times as fast as the wall.
setInterval(() => { station.pass(200); queue.wake(); }, 20);
