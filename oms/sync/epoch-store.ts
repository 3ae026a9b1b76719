/** SQL of the histories of this hub, and of what tells one from another: cluster, timeline, database and WAL position. */
import { sql } from 'kysely';
import type { EpochRow } from '../../sync/hub/hub-store.ts';
import type { Db, Tx } from '../db/connect.ts';

const LOCK = 7_262_003;
/** Before the first start of a sequencer. */
export const NO_EPOCH: EpochRow = { systemId: 'none', number: 0, nonce: '' };

/** `end`: up to where the WAL is written; `durable`: up to where a power cut would leave it. */
export type ClusterState = { readonly systemId: string; readonly timeline: number; readonly databaseOid: number; readonly end: string; readonly durable: string };

export async function lockEpochs(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${LOCK})`.execute(tx);
}

export async function selectLastEpoch(db: Db | Tx): Promise<(EpochRow & { readonly timeline: number; readonly since: Date; readonly why: string }) | null> {
  const row = await db.selectFrom('sync.epoch').select(['n', 'sysid', 'nonce', 'timeline', 'since', 'why']).orderBy('n', 'desc').limit(1).executeTakeFirst();
  return row ? { systemId: row.sysid, number: row.n, nonce: row.nonce, timeline: row.timeline, since: row.since, why: row.why } : null;
}

export async function insertEpoch(tx: Tx, epoch: EpochRow & { readonly timeline: number; readonly why: string }): Promise<void> {
  await tx.insertInto('sync.epoch').values({ n: epoch.number, sysid: epoch.systemId, nonce: epoch.nonce, timeline: epoch.timeline, why: epoch.why }).execute();
}

/** The timeline is read from the name of the WAL file: the control file learns of a promotion only with the next checkpoint. */
export async function selectClusterState(db: Db | Tx): Promise<ClusterState> {
  const { rows } = await sql<ClusterState>`SELECT s.system_identifier::text AS "systemId", ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer AS timeline,
    (SELECT oid::int8 FROM pg_database WHERE datname = current_database()) AS "databaseOid", pg_current_wal_insert_lsn()::text AS "end", pg_current_wal_flush_lsn()::text AS durable FROM pg_control_system() s`.execute(db);
  const [state] = rows;
  if (!state) throw new Error('Invariant broken: the cluster has no control file');
  return state;
}

/** `high/low`, both hexadecimal (PostgreSQL, "pg_lsn type"). */
export function parseLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
