/** Jobs by the queues of seed 000 section 9, and what runs by the clock. One worker serves all queues; they are what a person looks at. */
import type { JobName } from './enqueue.ts';
import type { ScheduledJob } from './start-worker.ts';

export const QUEUES = ['sourcing', 'fulfillment', 'carrier', 'connectors', 'webhooks', 'stations'] as const;
export type Queue = (typeof QUEUES)[number];

export const QUEUE_OF_JOB: Readonly<Record<JobName, Queue>> = {
  'orders.source': 'sourcing', 'orders.release': 'fulfillment', 'leases.grant': 'fulfillment',
  'shipping.buy_label': 'carrier', 'shipping.void_label': 'carrier', 'shipping.sync_tracking': 'carrier', 'labels_build.purge': 'carrier',
  'shopify.import_order': 'connectors', 'shopify.push_fulfillment': 'connectors', 'webhooks.purge': 'webhooks',
  'stations.purge_reports': 'stations', 'sync.reconcile': 'stations', 'sync.purge_tombstones': 'stations',
};

/** What may be run by the clock, and by hand. */
export const SCHEDULED_JOBS = ['shipping.sync_tracking', 'sync.reconcile', 'sync.purge_tombstones', 'webhooks.purge', 'labels_build.purge'] as const satisfies readonly JobName[];
export type ScheduledJobName = (typeof SCHEDULED_JOBS)[number];

const TIMES: Readonly<Record<ScheduledJobName, string>> = { 'shipping.sync_tracking': '*/15 * * * *', 'sync.reconcile': '10 2 * * *', 'sync.purge_tombstones': '40 2 * * *', 'webhooks.purge': '50 2 * * *', 'labels_build.purge': '20 3 * * *' };
/** A demonstration is watched: its parcels are asked for every minute (cron knows nothing shorter). */
const DEMO_TRACKING = '* * * * *';

/** UTC. What the machine slept through is made up for within the day. */
export function listSchedules({ hasDemoData }: { readonly hasDemoData: boolean }): readonly ScheduledJob[] {
  return SCHEDULED_JOBS.map((name) => ({ name, at: hasDemoData && name === 'shipping.sync_tracking' ? DEMO_TRACKING : TIMES[name] }));
}
