/**
 * Sources for the job queue, in batches: orders that are asked for while a batch is under way, and those whose jobs wait in the queue,
 * go with the next one. Orders of one node meet in its rows; in one transaction they are one who locks them, and one commit.
 * With nothing waiting a batch is a single order, begun at once.
 */
import { z } from 'zod';
import { isDatabaseAway } from '../db/connection-errors.ts';
import { readCorrelation, withCorrelation } from '../http/correlation.ts';
import { readCause } from '../jobs/job-cause.ts';
import { listWaitingJobs, strikeOutJobs, type WaitingJob } from '../jobs/take-along.ts';
import type { Services } from '../services.ts';
import { sourceOrders, type SourcingErrors } from './source-orders.ts';

/** More would hold the rows of a busy node for longer than a packer's scan should wait. */
const BATCH = 50;
const payloadSchema = z.object({ orderId: z.string() });

type Asked = { readonly done: PromiseWithResolvers<void>; readonly cause: string | undefined };
type Along = { readonly orderId: string; readonly job: WaitingJob };
/** What the job `orders.source` runs: resolves when the order is settled, rejects with the order's own error. */
export type SourcingDesk = (services: Services, target: { readonly orderId: string }) => Promise<void>;

export function createSourcingDesk(): SourcingDesk {
  const asked = new Map<string, Asked>();
  let isAtWork = false;

  const work = async (services: Services): Promise<void> => {
    isAtWork = true;
    while (asked.size > 0) {
      const batch = new Map([...asked].slice(0, BATCH));
      for (const orderId of batch.keys()) asked.delete(orderId);
      await sourceBatch(services, batch);
    }
    isAtWork = false;
  };
  return (services, { orderId }) => {
    // Not one that is under way: it may have looked at the stock before what this one is asked for came in.
    const known = asked.get(orderId);
    if (known) return known.done.promise;
    const one: Asked = { done: Promise.withResolvers(), cause: readCorrelation().correlationId };
    asked.set(orderId, one);
    if (!isAtWork) void work(services);
    return one.done.promise;
  };
}

/** Settles every promise; throws never. Whatever breaks a batch breaks only whom it belongs to. */
async function sourceBatch(services: Services, asked: ReadonlyMap<string, Asked>): Promise<void> {
  try {
    if (asked.size > 1) { settle(asked, await sourceTogether(services, asked, await readAlong(services, asked))); return; }
  } catch (error) {
    services.log.warn({ orders: asked.size, error: String(error) }, 'sourcing:batch:failed');
    // Without a database one by one would only wait longer for the same answer.
    if (isDatabaseAway(error)) { for (const { done } of asked.values()) done.reject(error); return; }
  }
  for (const [orderId, { done, cause }] of asked) {
    try {
      settle(new Map([[orderId, { done, cause }]]), await withCorrelation(cause ?? `source:${orderId}`, () => sourceOrders(services, [orderId])));
    } catch (error) { done.reject(error); }
  }
}

/** Several were asked for at once, so there may be more behind them. */
async function readAlong({ db }: Services, asked: ReadonlyMap<string, Asked>): Promise<Along[]> {
  return (await listWaitingJobs(db, 'orders.source', BATCH - asked.size)).flatMap((job) => {
    const payload = payloadSchema.safeParse(job.payload);
    return payload.success && !asked.has(payload.data.orderId) ? [{ orderId: payload.data.orderId, job }] : [];
  });
}

async function sourceTogether(services: Services, asked: ReadonlyMap<string, Asked>, along: readonly Along[]): Promise<SourcingErrors> {
  const causes = new Map<string, string>();
  for (const [orderId, { cause }] of asked) if (cause !== undefined) causes.set(orderId, cause);
  for (const { orderId, job } of along) causes.set(orderId, readCause(job.payload) ?? `job:${job.id}`);
  const orderIds = [...new Set([...asked.keys(), ...along.map((one) => one.orderId)])];
  return withCorrelation(`source:${orderIds.length} orders`, () => sourceOrders(services, orderIds, {
    causes, after: (tx, settledIds) => strikeOutJobs(tx, along.filter((one) => settledIds.includes(one.orderId)).map((one) => one.job)),
  }));
}

function settle(asked: ReadonlyMap<string, Asked>, errors: SourcingErrors): void {
  for (const [orderId, { done }] of asked) {
    if (errors.has(orderId)) done.reject(errors.get(orderId));
    else done.resolve();
  }
}
