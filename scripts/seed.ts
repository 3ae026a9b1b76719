/** `npm run seed -- --orders N`: the demo shop of a running demo sends N more orders. */
import '../require-node.mjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { defaultDataDir } from './launch/start-options.ts';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '10' }, data: { type: 'string' } } });
const count = Number(values.orders);
if (!Number.isInteger(count) || count < 1 || count > 100_000) {
  console.error(`--orders takes a number from 1 to 100000, not "${values.orders}".`);
  process.exit(2);
}
try {
  // The running demo owns the shop and its numbering; it is asked to send, so that no number is used twice.
  const { trayUrl } = z.object({ trayUrl: z.url() }).parse(JSON.parse(readFileSync(join(values.data ?? defaultDataDir(), 'demo.json'), 'utf8')));
  const response = await fetch(new URL('/orders', trayUrl), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ count }) });
  if (!response.ok) throw new Error(await response.text());
  console.log(`The shop has sent ${count} orders; they appear at the bench as they are sourced and labelled.`);
} catch (error) {
  console.error(error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'No demo is running on this data folder. Start it with "npm start", or name its folder with --data DIR.' : `The orders could not be sent: ${String(error)}`);
  process.exit(1);
}
