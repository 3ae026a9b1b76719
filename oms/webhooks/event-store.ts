/** SQL of webhook events: the outbox, what is due in it, and what became of each try. */
import { sql, type Insertable, type Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';
import type { WebhookStatus } from './event-types.ts';

export type EventRow = Selectable<Database['webhook_events']>;
export type DeliveryRow = Selectable<Database['webhook_deliveries']>;
export type ClaimedEvent = { readonly event_id: string; readonly endpoint_id: string; readonly event_type: string; readonly payload: string; readonly attempts: number; readonly correlation_id: string | null; readonly url: string; readonly secret_encrypted: Buffer };

const COLUMNS = ['event_id', 'endpoint_id', 'event_type', 'order_id', 'payload', 'status', 'attempts', 'next_attempt_at', 'last_status_code', 'last_error', 'created_at', 'delivered_at', 'correlation_id'] as const;

/**
 * Takes what is due, oldest first, at most `perEndpoint` of one endpoint, and hides it for `claimSeconds`: when its sender dies, it is
 * due again then. `busy`: endpoints with as much under way as they may have.
 */
export async function claimDueEvents(tx: Db, limits: { readonly events: number; readonly perEndpoint: number; readonly claimSeconds: number; readonly busy: readonly string[] }): Promise<ClaimedEvent[]> {
  const { rows } = await sql<ClaimedEvent>`WITH due AS MATERIALIZED (SELECT e.event_id, p.url, p.secret_encrypted FROM webhook_endpoints p CROSS JOIN LATERAL (
        SELECT event_id, next_attempt_at FROM webhook_events WHERE endpoint_id = p.endpoint_id AND status IN ('PENDING', 'FAILED') AND next_attempt_at <= now()
        ORDER BY next_attempt_at LIMIT ${limits.perEndpoint} FOR UPDATE SKIP LOCKED) e
      WHERE p.is_active AND p.endpoint_id <> ALL (${limits.busy}::text[]) ORDER BY e.next_attempt_at LIMIT ${limits.events})
    UPDATE webhook_events w SET next_attempt_at = now() + make_interval(secs => ${limits.claimSeconds}) FROM due WHERE w.event_id = due.event_id
    RETURNING w.event_id, w.endpoint_id, w.event_type, w.payload, w.attempts, w.correlation_id, due.url, due.secret_encrypted`.execute(tx);
  return rows;
}

export type TryResult = { readonly eventId: string; readonly elapsedMs: number; readonly statusCode: number | null; readonly error: string | null; readonly answer: string | null; readonly status: WebhookStatus; readonly waitMs: number };

/** The try and what follows from it. False: the endpoint was deleted meanwhile, and the event with it. */
export async function recordTry(tx: Tx, result: TryResult): Promise<boolean> {
  const moved = await sql`UPDATE webhook_events SET status = ${result.status}, attempts = attempts + 1, last_status_code = ${result.statusCode}, last_error = ${result.error},
    next_attempt_at = now() + make_interval(secs => ${result.waitMs / 1_000}), delivered_at = CASE WHEN ${result.status} = 'DELIVERED' THEN now() END WHERE event_id = ${result.eventId}`.execute(tx);
  if (moved.numAffectedRows === 0n) return false;
  await sql`INSERT INTO webhook_deliveries (event_id, started_at, elapsed_ms, status_code, error, answer)
    VALUES (${result.eventId}, clock_timestamp() - make_interval(secs => ${result.elapsedMs / 1_000}), ${result.elapsedMs}, ${result.statusCode}, ${result.error}, ${result.answer})`.execute(tx);
  return true;
}

/** Everything that still waits for an endpoint that has said good-bye. */
export async function abandonEvents(tx: Tx, endpointId: string, reason: string): Promise<void> {
  await tx.updateTable('webhook_events').set({ status: 'ABANDONED', last_error: reason }).where('endpoint_id', '=', endpointId).where('status', 'in', ['PENDING', 'FAILED']).execute();
}

/** `claimSeconds`: hidden from the dispatcher, for the caller sends it itself. */
export async function insertEvent(tx: Db | Tx, event: Insertable<Database['webhook_events']>, claimSeconds: number): Promise<void> {
  await tx.insertInto('webhook_events').values({ ...event, next_attempt_at: sql<Date>`now() + make_interval(secs => ${claimSeconds})` }).execute();
}

/** Due at once, with all its tries to come; its id and its history stay. */
export async function makeEventDue(tx: Db, eventId: string): Promise<EventRow | undefined> {
  return tx.updateTable('webhook_events').set({ status: 'PENDING', attempts: 0, next_attempt_at: sql<Date>`now()`, delivered_at: null }).where('event_id', '=', eventId).returning(COLUMNS).executeTakeFirst();
}

export async function selectEvent(db: Db | Tx, eventId: string): Promise<EventRow | undefined> {
  return db.selectFrom('webhook_events').select(COLUMNS).where('event_id', '=', eventId).executeTakeFirst();
}

export type EventFilters = { readonly endpoint_id?: string | undefined; readonly status?: string | undefined; readonly event_type?: string | undefined; readonly order_id?: string | undefined };
const FILTERS = ['endpoint_id', 'status', 'event_type', 'order_id'] as const;

export async function selectEvents(db: Db, filters: EventFilters, limit: number, offset: number): Promise<{ rows: EventRow[]; total: number }> {
  let query = db.selectFrom('webhook_events');
  for (const name of FILTERS) {
    const wanted = filters[name];
    if (wanted !== undefined) query = query.where(name, '=', wanted);
  }
  const rows = await query.select(COLUMNS).orderBy('created_at', 'desc').orderBy('event_id', 'desc').limit(limit).offset(offset).execute();
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

export async function selectDeliveries(db: Db, eventIds: readonly string[]): Promise<DeliveryRow[]> {
  if (eventIds.length === 0) return [];
  return db.selectFrom('webhook_deliveries').select(['event_id', 'started_at', 'elapsed_ms', 'status_code', 'error', 'answer']).where('event_id', 'in', [...eventIds]).orderBy('started_at').execute();
}

/** What is done or given up for so long, and what no endpoint is left for. */
export async function deleteOldEvents(tx: Tx, keepDays: number): Promise<number> {
  const { numAffectedRows } = await sql`DELETE FROM webhook_events e WHERE (e.status IN ('DELIVERED', 'ABANDONED') AND e.created_at < now() - make_interval(days => ${keepDays}))
    OR NOT EXISTS (SELECT FROM webhook_endpoints p WHERE p.endpoint_id = e.endpoint_id)`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
