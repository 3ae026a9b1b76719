/** What the analytics API tells: volume by day, stock, and the numbers of the day in one answer. */
import { must } from '../../domain/assert.ts';
import { fromMinorUnits } from '../orders/money.ts';
import type { Services } from '../services.ts';
import { selectFloor, selectInventorySummary, selectOpenByStatus, selectRevenue, selectStockByNode, selectVolume, type Floor, type InventorySummary, type NodeStock, type VolumeRow } from './analytics-store.ts';

const DAY_MS = 86_400_000;
const DASHBOARD_DAYS = 7;

export type Money = { readonly currency: string; readonly amount: number };
export type Volume = VolumeRow & { readonly revenue: Money[] };
export type Dashboard = Floor & { readonly orders_today: number; readonly revenue_today: Money[]; readonly open_orders: { readonly status: string; readonly orders: number }[]; readonly last_days: Volume[]; readonly inventory: InventorySummary };

/** The last `days` days of UTC, today included and not over yet. */
export async function readVolume({ db, clock }: Pick<Services, 'db' | 'clock'>, days: number): Promise<Volume[]> {
  const from = new Date(Math.floor(clock.nowMs() / DAY_MS) * DAY_MS - (days - 1) * DAY_MS);
  const [volume, revenue] = await Promise.all([selectVolume(db, from, days), selectRevenue(db, from, days)]);
  return volume.map((row) => ({ ...row, revenue: revenue.filter((one) => one.day === row.day).map((one) => ({ currency: one.currency, amount: fromMinorUnits(one.total_minor, one.currency) })) }));
}

export async function readInventorySummary({ db }: Pick<Services, 'db'>): Promise<InventorySummary & { readonly by_node: NodeStock[] }> {
  const [summary, byNode] = await Promise.all([selectInventorySummary(db), selectStockByNode(db)]);
  return { ...must(summary, 'one row'), by_node: byNode };
}

export async function readDashboard(services: Pick<Services, 'db' | 'clock'>): Promise<Dashboard> {
  const { db, clock } = services;
  const [lastDays, floor, open, inventory] = await Promise.all([readVolume(services, DASHBOARD_DAYS), selectFloor(db, new Date(clock.nowMs())), selectOpenByStatus(db), selectInventorySummary(db)]);
  const today = must(lastDays.at(-1), 'today');
  return { ...must(floor, 'one row'), orders_today: today.orders, revenue_today: today.revenue, open_orders: open, last_days: lastDays, inventory: must(inventory, 'one row') };
}
