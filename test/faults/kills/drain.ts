/** After the faults: everything that was begun comes to its end, or is named. */
import pg from 'pg';
import { z } from 'zod';
import { connectStation, readStationAddress } from '../../../scripts/launch/station-client.ts';
import type { Bench, Floor } from './floor.ts';
import { readDatabaseUrl } from './postgres-processes.ts';

/** Returns what did not come to an end in time; empty when all is quiet. */
export async function drain(floor: Floor, timeoutMs: number): Promise<string[]> {
  const deadline = performance.now() + timeoutMs;
  for (const bench of floor.benches) bench.line.set('open');
  await floor.oms.waitUntilReady();
  for (const bench of floor.benches) await bench.program.waitUntilReady();
  for (const bench of floor.benches) bench.packer.finish();
  let open = await listOpen(floor);
  while (open.length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    open = await listOpen(floor).catch((error: unknown) => [`the look itself failed: ${String(error)}`]);
  }
  return open;
}

async function listOpen(floor: Floor): Promise<string[]> {
  const benches = await Promise.all(floor.benches.map(listOpenAtBench));
  return [...benches.flat(), ...(await listOpenJobs(floor.omsDataDir))];
}

async function listOpenAtBench(bench: Bench): Promise<string[]> {
  const station = await connectStation(readStationAddress(bench.dataDir));
  try {
    const { sync, pack } = await station.call('readView', {});
    const isQuiet = sync.state === 'online' && sync.waitingFacts === 0 && sync.unreportedOrders === 0 && bench.packer.isDone();
    return isQuiet ? [] : [`${bench.name}: ${sync.state}, ${sync.waitingFacts} facts waiting, ${sync.unreportedOrders} orders unreported, packer ${bench.packer.isDone() ? 'done' : `at ${pack?.orderNumber ?? 'no order'} (${pack?.printJobs.map((job) => `${job.document} ${job.state}`).join(', ') ?? ''})`}, last error: ${sync.lastError ?? 'none'}`];
  } finally {
    station.close();
  }
}

const jobSchema = z.object({ task: z.string(), attempts: z.int(), is_locked: z.boolean(), last_error: z.string().nullable() });

/**
 * Time is not what is tested here, so it is made to pass: a job's rest ends soon (not at once: 25 attempts are all it has), and a call to
 * the carrier that was begun seconds ago by an OMS that died is given up as if its minute had gone by.
 */
async function listOpenJobs(omsDataDir: string): Promise<string[]> {
  const database = new pg.Client({ connectionString: readDatabaseUrl(omsDataDir), connectionTimeoutMillis: 5_000 });
  database.on('error', () => undefined);
  await database.connect();
  try {
    await database.query("UPDATE graphile_worker._private_jobs SET run_at = now() + interval '1 second' WHERE run_at > now() + interval '1 second' AND locked_at IS NULL AND attempts < max_attempts");
    await database.query("UPDATE label_purchases SET updated_at = updated_at - interval '1 minute' WHERE state = 'intent' AND last_error IS NULL AND updated_at < now() - interval '5 seconds'");
    const { rows } = await database.query('SELECT t.identifier AS task, j.attempts, j.locked_at IS NOT NULL AS is_locked, j.last_error FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id');
    return rows.map((row) => jobSchema.parse(row)).map((job) => `job ${job.task}, attempt ${job.attempts}${job.is_locked ? ', locked' : ''}: ${job.last_error?.slice(0, 200) ?? 'no error'}`);
  } finally {
    await database.end();
  }
}
