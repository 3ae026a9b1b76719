/** Which use case does which job. Payloads are parsed here: the queue is a border too. */
import { z } from 'zod';
import { importOrder } from '../connectors/shopify/import-order.ts';
import { pushFulfillment } from '../connectors/shopify/push-fulfillment.ts';
import { runStep, type StepRun, type StepRunTarget } from '../fulfillment/pipeline/run-step.ts';
import { releaseOrder } from '../fulfillment/release-order.ts';
import { purgeBuilds } from '../labels-build/purge-builds.ts';
import type { Services } from '../services.ts';
import { buyLabel } from '../shipping/buy-label.ts';
import { syncTracking } from '../shipping/sync-tracking.ts';
import { voidLabel } from '../shipping/void-label.ts';
import { createSourcingDesk } from '../sourcing/sourcing-desk.ts';
import { grantLeases } from '../stations/grant-leases.ts';
import { purgeReports } from '../stations/purge-reports.ts';
import { reconcileFeed } from '../sync/reconcile-feed.ts';
import { purgeTombstones } from '../sync/purge-tombstones.ts';
import { purgeWebhookEvents } from '../webhooks/purge-events.ts';
import type { JobName } from './enqueue.ts';
import type { Task } from './start-worker.ts';

export function createTasks(services: Services): Readonly<Record<JobName, Task>> {
  const task = <T>(schema: z.ZodType<T>, useCase: (services: Services, payload: T) => Promise<unknown>): Task => async (payload) => { await useCase(services, schema.parse(payload)); };
  const step = <T extends StepRunTarget>(name: StepRun['step'], schema: z.ZodType<T>, useCase: (services: Services, payload: T) => Promise<void>): Task => async (payload, { isLastTry }) => {
    const target = schema.parse(payload);
    await runStep(services, { step: name, target, isLastTry }, () => useCase(services, target));
  };
  const order = z.object({ orderId: z.string() });
  // The queue adds for when it was, and what caused it.
  const byTheClock = z.strictObject({ _cron: z.unknown().optional(), _cause: z.unknown().optional() });
  return {
    'shopify.import_order': task(z.object({ inboxId: z.string() }), importOrder),
    'shopify.push_fulfillment': task(z.object({ shipmentId: z.string() }), pushFulfillment),
    'orders.source': step('inventory_allocation', order, createSourcingDesk()),
    'orders.release': step('shipping_calculation', order, releaseOrder),
    'shipping.buy_label': step('document_generation', z.object({ parcelId: z.string() }), buyLabel),
    'shipping.void_label': task(z.object({ purchaseId: z.string() }), voidLabel),
    'shipping.sync_tracking': task(byTheClock, (parts) => syncTracking(parts)),
    'leases.grant': step('fulfillment_creation', z.object({ nodeId: z.string() }), grantLeases),
    'stations.purge_reports': task(byTheClock, purgeReports),
    'sync.reconcile': task(byTheClock, reconcileFeed),
    'sync.purge_tombstones': task(byTheClock, purgeTombstones),
    'webhooks.purge': task(byTheClock, purgeWebhookEvents),
    'labels_build.purge': task(byTheClock, purgeBuilds),
  };
}
