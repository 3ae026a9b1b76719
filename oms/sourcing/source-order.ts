/** Sources one order (source-orders.ts). */
import type { Services } from '../services.ts';
import { sourceOrders } from './source-orders.ts';

export async function sourceOrder(services: Services, { orderId }: { readonly orderId: string }): Promise<void> {
  for (const error of (await sourceOrders(services, [orderId])).values()) throw error;
}
