/** Opens the copy of a cluster that was made while it worked, and brings it to a whole state. */
import pg from 'pg';
import { explainPostgres } from './explain-postgres.ts';
import { findFreePort, serverArguments } from './embedded-postgres.ts';
import { startPostgresProcess, type PostgresProcess } from './postgres-process.ts';
import { findPostgres } from './postgres-program.ts';
import { readNamedPid } from './postmaster-file.ts';

const TIMEOUT_MS = 600_000;

/**
 * To the end of its backup, onto a new timeline, and to a clean stop. The copy has its `backup_label`, a `recovery.signal` and all the log
 * that it needs. Throws OmsStartProblem when it does not open.
 */
export async function recoverCluster(clusterDir: string, password: string, isDurable: boolean): Promise<void> {
  const port = await findFreePort();
  // Nothing is to be fetched, but a recovery without a command is refused.
  const target = ['-c', 'restore_command=exit 1', '-c', 'recovery_target=immediate', '-c', 'recovery_target_action=promote'];
  const server = startPostgresProcess(findPostgres(), [...serverArguments(clusterDir, port, isDurable), ...target]);
  const isWhole = await waitUntilPromoted(server, `postgres://packbench:${password}@127.0.0.1:${port}/postgres`);
  const words = server.words();
  await server.close();
  if (!isWhole) throw explainPostgres(words, clusterDir, readNamedPid(clusterDir));
}

async function waitUntilPromoted(server: PostgresProcess, url: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < TIMEOUT_MS && server.isRunning(); waitedMs += 100) {
    if (await isPromoted(url)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** The checkpoint puts the new timeline into the control file, where the hub looks for it. */
async function isPromoted(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ is_recovering: boolean }>('SELECT pg_is_in_recovery() AS is_recovering');
    if (rows[0]?.is_recovering !== false) return false;
    await client.query('CHECKPOINT');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
