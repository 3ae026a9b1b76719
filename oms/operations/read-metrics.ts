/** Everything that /metrics tells: the database's queues and ages, and this process. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Services } from '../services.ts';
import { readStepMetrics } from '../fulfillment/pipeline/read-step-metrics.ts';
import { readFeedHealth } from '../sync/read-feed-health.ts';
import { countJobs, countOpenOrders, countOpenPurchases, countOpenTasks, countWaitingWebhooks, selectBackupAge, selectStationAges, type Counted, type WaitingJobs } from './metrics-store.ts';
import type { Metric, Sample } from './prometheus-text.ts';

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({ name, help, type: 'gauge', samples });
const single = (value: number): Sample[] => [{ labels: {}, value }];
const by = (label: string, rows: readonly Counted[]): Sample[] => rows.map((row) => ({ labels: { [label]: row.label }, value: row.count }));

export async function readDatabaseMetrics(services: Pick<Services, 'db' | 'config'>): Promise<Metric[]> {
  const { db } = services;
  const [orders, jobs, webhooks, tasks, purchases, stations, backupAge, feed, steps] = await Promise.all([countOpenOrders(db), countJobs(db), countWaitingWebhooks(db), countOpenTasks(db), countOpenPurchases(db), selectStationAges(db), selectBackupAge(db), readFeedHealth(services), readStepMetrics(db)]);
  return [
    gauge('packbench_open_orders', 'Orders that are not finished, by status.', by('status', orders)),
    ...jobMetrics(jobs),
    ...steps,
    gauge('packbench_webhooks_waiting', 'Webhook deliveries to come (PENDING) or to come again (FAILED).', by('status', webhooks)),
    gauge('packbench_exceptions_open', 'Exceptions that wait for a person, by kind.', by('kind', tasks)),
    gauge('packbench_label_purchases_open', 'Label purchases under way (intent) or of unknown outcome (unknown).', by('state', purchases)),
    gauge('packbench_station_silent_seconds', 'How long ago each active station was last heard of.', stations.flatMap((row) => (row.silent_seconds === null ? [] : [{ labels: { station: row.name, node: row.node }, value: row.silent_seconds }]))),
    gauge('packbench_feed_backlog', 'Changes that are not in the feed yet.', single(feed.keys)),
    gauge('packbench_feed_lag_seconds', 'How long the oldest of them has waited.', single(feed.oldestMs / 1_000)),
    gauge('packbench_backup_age_seconds', 'Age of the newest noted backup; absent when there is none.', backupAge === null ? [] : single(backupAge)),
  ];
}

function jobMetrics(jobs: readonly WaitingJobs[]): Metric[] {
  return [
    gauge('packbench_jobs', 'Jobs by task: waiting (with the failing ones), failing (tried at least once), given_up.', jobs.flatMap((row) => (['waiting', 'failing', 'given_up'] as const).map((state) => ({ labels: { task: row.task, state }, value: row[state] })))),
    gauge('packbench_jobs_oldest_seconds', 'How long the oldest job that is due has waited.', jobs.map((row) => ({ labels: { task: row.task }, value: row.oldest_seconds }))),
  ];
}

export type ProcessWatch = { read(): Metric[]; close(): void };

export function watchProcess(): ProcessWatch {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    read: () => {
      const { rss, heapUsed } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const p99 = delay.percentile(99) / 1e9;
      delay.reset();
      return [
        gauge('process_resident_memory_bytes', 'Memory of this process.', single(rss)), gauge('nodejs_heap_used_bytes', 'JavaScript heap in use.', single(heapUsed)),
        { name: 'process_cpu_seconds_total', help: 'Processor time of this process.', type: 'counter', samples: single((user + system) / 1e6) },
        gauge('nodejs_eventloop_delay_p99_seconds', 'Delay of the event loop since the last scrape, 99th percentile.', single(p99)),
      ];
    },
    close: () => delay.disable(),
  };
}
