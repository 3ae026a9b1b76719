/** One order that a program or a person enters (create-orders.ts). */
import { must } from '../../domain/assert.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { createOrders } from './create-orders.ts';
import type { CreateRefusal } from './new-order.ts';
import type { CreateOrderBody } from './order-schemas.ts';

export type CreateContext = { readonly actor: string; /** The same key twice is one order. */ readonly idempotencyKey: string | null };

export async function createOrder(tx: Tx, services: Services, body: CreateOrderBody, context: CreateContext): Promise<Result<{ orderId: string }, CreateRefusal>> {
  const [result] = await createOrders(tx, services, [{ body, ...context }]);
  const created = must(result, 'a result for each order');
  return created.ok ? ok({ orderId: created.value.orderId }) : created;
}
