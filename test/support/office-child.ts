/** An OMS on its own database as a child process that tests kill and start again, and a look into that database. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { stopOrphanPostgres } from '../../oms/db/embedded-postgres.ts';
import { startChildProgram, type ChildProgram } from '../../scripts/launch/child-program.ts';
import { createOmsClient, type OmsClient } from '../../scripts/launch/oms-client.ts';
import { readDatabaseUrl } from '../faults/kills/postgres-processes.ts';

export type OfficeChild = {
  readonly dataDir: string;
  start(): Promise<OmsClient>;
  /** SIGKILL. Its PostgreSQL lives on, as after a real kill. */
  kill(): Promise<void>;
  /** One connection for the whole test; PostgreSQL outlives the kills. Call it after the first start. */
  database(): Promise<pg.Client>;
  close(): Promise<void>;
};

export function createOfficeChild(environment: Readonly<Record<string, string>>): OfficeChild {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-office-'));
  let program: ChildProgram | null = null;
  let client: pg.Client | null = null;
  return {
    dataDir,
    start: async () => {
      program = await startChildProgram({
        entry: 'oms/server.ts', readyEvent: 'oms:ready', logFile: join(dataDir, 'oms.log'),
        environment: { DATA_DIR: dataDir, PORT: '0', DEMO_DATA: 'true', DATABASE_DURABLE: 'false', DATABASE_URL: '', WEBHOOK_PRIVATE_TARGETS: 'true', WEBHOOK_TIMEOUT_SECONDS: '2', ...environment },
      });
      return createOmsClient(program.url, readFileSync(join(dataDir, 'oms-api-key'), 'utf8').trim());
    },
    kill: async () => { await program?.kill(); program = null; },
    database: async () => {
      if (client) return client;
      client = new pg.Client({ connectionString: readDatabaseUrl(dataDir) });
      await client.connect();
      return client;
    },
    close: async () => {
      await client?.end();
      await program?.stop();
      await stopOrphanPostgres(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What must never be found, whatever was killed: stock that does not add up, an order twice, a label paid for twice. Problems in words. */
export async function auditOffice(database: pg.Client): Promise<string[]> {
  const { rows } = await database.query<{ problem: string }>(`
    SELECT 'stock of ' || i.item_id || ': reserved ' || i.quantity_reserved || ', by allocations ' || coalesce(a.live, 0) || ', by journal ' || coalesce(j.reserved, 0) AS problem FROM inventory_items i
      LEFT JOIN (SELECT node_id, sku, sum(quantity)::int AS live FROM fulfillment_allocations WHERE status IN ('RESERVED', 'PICKING', 'PACKED') GROUP BY node_id, sku) a USING (node_id, sku)
      LEFT JOIN (SELECT item_id, sum(reserved_delta)::int AS reserved FROM inventory_adjustments GROUP BY item_id) j USING (item_id)
      WHERE i.quantity_reserved <> coalesce(a.live, 0) OR i.quantity_reserved <> coalesce(j.reserved, 0)
    UNION ALL SELECT 'line ' || i.order_item_id || ' has ' || sum(a.quantity) || ' of ' || i.quantity || ' units' FROM order_items i JOIN fulfillment_allocations a USING (order_item_id) WHERE a.status <> 'CANCELLED' GROUP BY i.order_item_id, i.quantity HAVING sum(a.quantity) > i.quantity
    UNION ALL SELECT 'order ' || order_id || ' became ' || to_status || ' ' || count(*) || ' times' FROM order_events WHERE to_status IS NOT NULL GROUP BY order_id, to_status HAVING count(*) > 1
    UNION ALL SELECT 'parcel ' || parcel_id || ' has ' || count(*) || ' labels' FROM labels WHERE NOT is_void GROUP BY parcel_id HAVING count(*) > 1
    UNION ALL SELECT 'part of ' || order_id || ' at ' || node_id || ' has ' || count(*) || ' boxes' FROM parcels GROUP BY order_id, node_id HAVING count(*) > 1`);
  return rows.map((row) => row.problem);
}
