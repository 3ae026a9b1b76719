/** Puts a job into the queue as part of the caller's transaction: it exists when the change does. */
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import { withCause } from './job-cause.ts';

export type JobPayloads = {
  'shopify.import_order': { readonly inboxId: string };
  'shopify.push_fulfillment': { readonly shipmentId: string };
  'orders.source': { readonly orderId: string };
  'orders.release': { readonly orderId: string };
  'shipping.buy_label': { readonly parcelId: string };
  'shipping.void_label': { readonly purchaseId: string };
  'shipping.sync_tracking': Readonly<Record<string, never>>;
  'leases.grant': { readonly nodeId: string };
  'stations.purge_reports': Readonly<Record<string, never>>;
  'sync.reconcile': Readonly<Record<string, never>>;
  'sync.purge_tombstones': Readonly<Record<string, never>>;
  'webhooks.purge': Readonly<Record<string, never>>;
  'labels_build.purge': Readonly<Record<string, never>>;
};
export type JobName = keyof JobPayloads;

/** `jobKey`: a second enqueueing under the same key replaces the waiting one instead of adding to it. */
export async function enqueueJob<N extends JobName>(tx: Tx, name: N, payload: JobPayloads[N], options: { readonly jobKey?: string; readonly runAt?: Date } = {}): Promise<void> {
  await sql`SELECT graphile_worker.add_job(${name}, payload := ${JSON.stringify(withCause(payload))}::json, job_key := ${options.jobKey ?? null}, run_at := ${options.runAt ?? null})`.execute(tx);
}
