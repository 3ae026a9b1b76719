/** The hub of the sync bench: real HTTP, sequencer and PostgreSQL with fsync. Without the job worker, which is another process's work. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../oms/app.ts';
import { omsConfigSchema } from '../../oms/config.ts';
import { closeDatabase, createDatabase, createPool } from '../../oms/db/connect.ts';
import { startEmbeddedPostgres } from '../../oms/db/embedded-postgres.ts';
import { migrate } from '../../oms/db/migrate.ts';
import { seedDemo } from '../../oms/demo/seed-demo.ts';
import type { Services } from '../../oms/services.ts';
import { startSequencer } from '../../oms/sync/start-sequencer.ts';
import { createTestServices, NO_RATE_LIMITS } from '../../test/support/services.ts';

export type BenchHub = { readonly url: string; readonly databaseUrl: string; readonly services: Services; close(): Promise<void> };

export async function startBenchHub(): Promise<BenchHub> {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-bench-sync-'));
  const postgres = await startEmbeddedPostgres({ dataDir, isDurable: true, randomBytes });
  const pool = createPool(postgres.url, () => undefined);
  const db = createDatabase(pool);
  await migrate(pool);
  const base = createTestServices(db, { clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, config: omsConfigSchema.parse({ dataDir, logLevel: 'silent', ...NO_RATE_LIMITS }) });
  const sequencer = await startSequencer(base);
  const services: Services = { ...base, sequencer };
  await db.transaction().execute((tx) => seedDemo(tx, services));
  const app = await buildApp(services);
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    services, databaseUrl: postgres.url, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    close: async () => {
      await app.close();
      await sequencer.close();
      await closeDatabase(db, pool);
      await postgres.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
