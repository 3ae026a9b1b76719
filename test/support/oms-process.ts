/** An OMS process in this process, as `npm run oms` composes it, on a database of the tests' server. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { readOmsConfig } from '../../oms/config.ts';
import { startOms, type RunningOms } from '../../oms/start-oms.ts';

export const TEST_SECRET_KEY = 'a test secret of more than 32 characters';
export type OmsProcess = RunningOms & {
  /** JSON in and out; `key` null sends none. */
  readonly call: (method: string, path: string, options?: { readonly body?: unknown; readonly key?: string | null; readonly headers?: Record<string, string> }) => Promise<{ readonly status: number; readonly body: Record<string, unknown> & { readonly code?: string } }>;
};

/** `environment`: settings by their names; the database and a folder of its own are given. */
export async function startOmsProcess(databaseUrl: string, environment: Readonly<Record<string, string>> = {}, log: Logger = pino({ level: 'silent' })): Promise<OmsProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-process-'));
  const oms = await startOms({
    config: readOmsConfig({ DATABASE_URL: databaseUrl, SECRET_KEY: TEST_SECRET_KEY, PORT: '0', LOG_LEVEL: 'silent', WEBHOOK_PRIVATE_TARGETS: 'true', ...environment }, { dataDir }),
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random: { bytes: (length) => randomBytes(length) }, log, fetch,
  });
  return {
    ...oms,
    call: async (method, path, { body, key = oms.apiKey, headers = {} } = {}) => {
      const response = await fetch(`${oms.url}${path}`, {
        method, headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) as Record<string, unknown> : { text } };
    },
    close: async () => { await oms.close(); rmSync(dataDir, { recursive: true, force: true }); },
  };
}

/** An order of the demo's products, as a program posts it. */
export function orderBody(lines: readonly (readonly [string, number])[]): Readonly<Record<string, unknown>> {
  return {
    customer_name: 'Nora Feld', line_items: lines.map(([sku, quantity]) => ({ sku, quantity, unit_price: 10 })),
    shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.7614, longitude: -73.9776 },
  };
}
