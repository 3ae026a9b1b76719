/** The analytics API (seed 000 section 5.6). */
import { z } from 'zod';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import type { Services } from '../services.ts';
import { readDashboard, readInventorySummary, readVolume } from './read-analytics.ts';

const tags = ['analytics'];
const money = z.array(z.object({ currency: z.string(), amount: z.number() })).describe('One for each currency; cancelled orders are left out.');
const totals = { orders: z.int(), cancelled: z.int(), units: z.int(), revenue: money };
const volumeSchema = z.array(z.object({ day: z.string(), ...totals }));
const stock = { units_on_hand: z.int(), units_reserved: z.int(), low_stock: z.int().describe('Items that can still be had, at their reorder point or below.'), out_of_stock: z.int() };
const inventorySchema = z.object({ nodes: z.int(), skus: z.int(), items: z.int(), units_on_order: z.int(), ...stock });
const dashboardSchema = z.object({
  orders_today: z.int(), revenue_today: money, shipped_today: z.int(), late: z.int().describe('Promised to have left by now.'), on_hold: z.int(), exceptions: z.int(), hours_to_ship: z.number().nullable().describe('Median of the last seven days.'),
  open_orders: z.array(z.object({ status: z.string(), orders: z.int() })), last_days: volumeSchema, inventory: inventorySchema,
  period: z.object({
    from: z.string(), to: z.string(), ...totals, by_channel: z.array(z.object({ channel: z.string(), ...totals })), by_fulfillment_type: z.array(z.object({ fulfillment_type: z.string(), ...totals })),
    top_nodes: z.array(z.object({ node_code: z.string(), node_name: z.string(), orders: z.int() })).describe('By the orders that each was given and did not lose.'),
  }).describe('Kept in the transaction of each change, so never behind.'),
  inventory_alerts: z.array(z.object({ item_id: z.string(), node_code: z.string(), sku: z.string(), available: z.int(), reorder_point: z.int() })).describe('The 20 emptiest.'),
});

/** A day; of a moment its day of UTC counts. */
const day = z.union([z.iso.date(), z.iso.datetime({ offset: true }).transform((moment) => new Date(moment).toISOString().slice(0, 10))], { error: 'must be a day such as 2026-03-01' }).optional();
const periodSchema = z.object({ from_date: day.describe('First day of the period; 30 days before its last when not given.'), to_date: day.describe('Last day of the period, included; today when not given.') })
  .refine((period) => !period.from_date || !period.to_date || period.from_date <= period.to_date, { error: 'must not be before from_date', path: ['to_date'] });

export function registerAnalyticsRoutes(app: OmsApp, services: Services): void {
  app.get('/analytics/dashboard', { onRequest: requireAccess(services, 'analytics:read'), schema: { tags, summary: 'The numbers of the day and of a period; days are of UTC', querystring: periodSchema, response: { 200: dashboardSchema } } },
    async (request) => readDashboard(services, { from: request.query.from_date, to: request.query.to_date }));

  app.get('/analytics/orders/volume', { onRequest: requireAccess(services, 'analytics:read'), schema: {
    tags, summary: 'Orders, units and revenue of each of the last days, today last', querystring: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }), response: { 200: z.object({ days: z.int(), items: volumeSchema.describe('Kept in the transaction of each change, so never behind.') }) },
  } }, async (request) => ({ days: request.query.days, items: await readVolume(services, request.query.days) }));

  app.get('/analytics/inventory/summary', { onRequest: requireAccess(services, 'analytics:read'), schema: {
    tags, summary: 'Stock over all nodes and of each', response: { 200: inventorySchema.extend({ by_node: z.array(z.object({ node_code: z.string(), ...stock })) }) },
  } }, async () => readInventorySummary(services));
}
