/** `npm run scan -- CODE...`: a virtual scanner. Sends each code to the running station and prints its verdict. */
import '../require-node.mjs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stationMessagesEn } from '../renderer/i18n/station-messages-en.ts';
import type { Message, StationView } from '../domain/rpc/station-contract.ts';
import { defaultDataDir } from './launch/start-options.ts';
import { connectStation, readStationAddress } from './launch/station-client.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string' } } });
if (positionals.length === 0) {
  console.error('Usage: npm run scan -- CODE [CODE...] [--data DIR]\nScan an order number, a product code, a control code (PBC-...), a badge, or the tracking number on a label.');
  process.exit(2);
}

const texts: Readonly<Record<string, string>> = stationMessagesEn;
const say = (message: Message): string => (texts[message.key] ?? message.key).replace(/\{(\w+)\}/g, (_, name: string) => String(message.values[name] ?? ''));

function describePlace(view: StationView): string {
  if (!view.pack) return `${view.screen}; ${view.queue.totalOrders} orders in the queue`;
  return `order ${view.pack.orderNumber}, ${view.pack.phase}, ${view.pack.remainingUnits} of ${view.pack.totalUnits} units to go${view.pack.phase === 'handshake' ? `; scan the label: ${view.pack.trackingNumber ?? '?'}` : ''}`;
}

try {
  const station = await connectStation(readStationAddress(join(values.data ?? defaultDataDir(), 'station')));
  let refused = 0;
  for (const code of positionals) {
    const { verdict, view } = await station.call('scanCode', { commandId: randomUUID(), code, source: 'virtual' });
    if (verdict.kind === 'refused') refused += 1;
    console.log(`#${verdict.scanNumber} ${verdict.kind.toUpperCase().padEnd(8)} ${verdict.code}: ${say(verdict.title)}${verdict.advice ? ` ${say(verdict.advice)}` : ''}`);
    console.log(`    ${describePlace(view)}`);
  }
  station.close();
  process.exit(refused === 0 ? 0 : 1);
} catch (error) {
  console.error((error as NodeJS.ErrnoException).code === 'ENOENT'
    ? 'No station is running on this data folder. Start it with "npm start", or name its folder with --data DIR.'
    : String(error instanceof Error ? error.message : error));
  process.exit(2);
}
