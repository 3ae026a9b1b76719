/** What the simulated shop knows of its orders, kept in a file when one is given. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const fulfillmentSchema = z.object({ id: z.string(), trackingNumber: z.string(), furtherTrackingNumbers: z.array(z.string()).optional(), company: z.string(), lines: z.array(z.object({ lineItemId: z.string(), quantity: z.int() })) });
const orderSchema = z.object({ orderId: z.string(), name: z.string(), lines: z.array(z.object({ lineItemId: z.string(), quantity: z.int() })), fulfillments: z.array(fulfillmentSchema) });
const stateSchema = z.object({ emittedCount: z.int(), nextFulfillment: z.int(), orders: z.array(orderSchema) });
export type ShopFulfillment = z.infer<typeof fulfillmentSchema>;
export type ShopKnownOrder = z.infer<typeof orderSchema>;

export type ShopState = { emittedCount: number; nextFulfillment: number; readonly orders: Map<string, ShopKnownOrder>; save(): void };

export function openShopState(stateFile: string | undefined): ShopState {
  const known = stateFile !== undefined && existsSync(stateFile) ? stateSchema.parse(JSON.parse(readFileSync(stateFile, 'utf8'))) : { emittedCount: 0, nextFulfillment: 1, orders: [] };
  const state: ShopState = {
    emittedCount: known.emittedCount, nextFulfillment: known.nextFulfillment, orders: new Map(known.orders.map((order) => [order.orderId, order])),
    save: () => {
      if (stateFile === undefined) return;
      writeFileSync(`${stateFile}.new`, JSON.stringify({ emittedCount: state.emittedCount, nextFulfillment: state.nextFulfillment, orders: [...state.orders.values()] }));
      renameSync(`${stateFile}.new`, stateFile);
    },
  };
  return state;
}

/** Units of a line that no fulfilment holds yet. */
export function remainingOf(order: ShopKnownOrder, lineItemId: string): number {
  const ordered = order.lines.find((line) => line.lineItemId === lineItemId)?.quantity ?? 0;
  return ordered - order.fulfillments.flatMap((one) => one.lines).filter((line) => line.lineItemId === lineItemId).reduce((sum, line) => sum + line.quantity, 0);
}
