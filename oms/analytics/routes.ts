/** The analytics API (seed 000 section 5.6). */
import { z } from 'zod';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import type { Services } from '../services.ts';
import { readDashboard, readInventorySummary, readVolume } from './read-analytics.ts';

const tags = ['analytics'];
const money = z.array(z.object({ currency: z.string(), amount: z.number() })).describe('One for each currency; cancelled orders are left out.');
const volumeSchema = z.array(z.object({ day: z.string(), orders: z.int(), cancelled: z.int(), units: z.int(), revenue: money }));
const stock = { units_on_hand: z.int(), units_reserved: z.int(), low_stock: z.int().describe('Items that can still be had, at their reorder point or below.'), out_of_stock: z.int() };
const inventorySchema = z.object({ nodes: z.int(), skus: z.int(), items: z.int(), units_on_order: z.int(), ...stock });
const dashboardSchema = z.object({
  orders_today: z.int(), revenue_today: money, shipped_today: z.int(), late: z.int().describe('Promised to have left by now.'), on_hold: z.int(), exceptions: z.int(), hours_to_ship: z.number().nullable().describe('Median of the last seven days.'),
  open_orders: z.array(z.object({ status: z.string(), orders: z.int() })), last_days: volumeSchema, inventory: inventorySchema,
});

export function registerAnalyticsRoutes(app: OmsApp, services: Services): void {
  app.get('/analytics/dashboard', { onRequest: requireAccess(services, 'analytics:read'), schema: { tags, summary: 'The numbers of the day; days are of UTC', response: { 200: dashboardSchema } } }, async () => readDashboard(services));

  app.get('/analytics/orders/volume', { onRequest: requireAccess(services, 'analytics:read'), schema: {
    tags, summary: 'Orders, units and revenue of each of the last days, today last', querystring: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }), response: { 200: z.object({ days: z.int(), items: volumeSchema.describe('Kept in the transaction of each change, so never behind.') }) },
  } }, async (request) => ({ days: request.query.days, items: await readVolume(services, request.query.days) }));

  app.get('/analytics/inventory/summary', { onRequest: requireAccess(services, 'analytics:read'), schema: {
    tags, summary: 'Stock over all nodes and of each', response: { 200: inventorySchema.extend({ by_node: z.array(z.object({ node_code: z.string(), ...stock })) }) },
  } }, async () => readInventorySummary(services));
}
