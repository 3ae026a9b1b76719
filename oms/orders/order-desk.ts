/**
 * Takes orders in batches: what comes in while a batch is being written goes with the next one. One commit answers many requests; a
 * request alone is written at once.
 */
import type { Result } from '../../domain/result.ts';
import { isDatabaseAway } from '../db/connection-errors.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { readCorrelation, withCorrelation } from '../http/correlation.ts';
import type { Services } from '../services.ts';
import { createOrders, type Created, type OrderRequest } from './create-orders.ts';
import type { CreateRefusal } from './new-order.ts';

/** An answer should not wait for more than that many others. */
const BATCH = 50;

type Taken = Result<Created, CreateRefusal>;
type Waiting = { readonly request: OrderRequest; readonly answer: PromiseWithResolvers<Taken> };
/** Resolves when the order is committed, or refused. */
export type OrderDesk = (request: Omit<OrderRequest, 'cause'>) => Promise<Taken>;

export function createOrderDesk(services: Services): OrderDesk {
  let waiting: Waiting[] = [];
  let isAtWork = false;

  const work = async (): Promise<void> => {
    isAtWork = true;
    while (waiting.length > 0) {
      const batch = takeBatch(waiting);
      waiting = waiting.filter((one) => !batch.includes(one));
      await takeTogether(services, batch);
    }
    isAtWork = false;
  };
  return (request) => {
    const one: Waiting = { request: { ...request, cause: readCorrelation().correlationId }, answer: Promise.withResolvers() };
    waiting.push(one);
    if (!isAtWork) void work();
    return one.answer.promise;
  };
}

/** In the order they came. A key that is in the batch already waits for the next one: there it is a repeat. */
function takeBatch(waiting: readonly Waiting[]): Waiting[] {
  const keys = new Set<string>();
  return waiting.slice(0, BATCH).filter(({ request: { idempotencyKey: key } }) => {
    if (key === null) return true;
    const isFirst = !keys.has(key);
    keys.add(key);
    return isFirst;
  });
}

/** Answers every request; throws never. What breaks the batch breaks only whom it belongs to. */
async function takeTogether(services: Services, batch: readonly Waiting[]): Promise<void> {
  try {
    const results = await withCorrelation(`orders:${batch.length}`, () => inTransaction(services.db, (tx) => createOrders(tx, services, batch.map((one) => one.request))));
    batch.forEach(({ answer }, index) => {
      const result = results[index];
      if (result) answer.resolve(result);
      else answer.reject(new Error('an order without a result'));
    });
  } catch (error) {
    // Without a database one by one would only wait longer for the same answer.
    if (batch.length === 1 || isDatabaseAway(error)) for (const one of batch) one.answer.reject(error);
    else for (const one of batch) await takeTogether(services, [one]);
  }
}
