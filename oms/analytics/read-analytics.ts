/** What the analytics API tells: volume by day, stock, and the numbers of the day in one answer. */
import { must } from '../../domain/assert.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { fromMinorUnits } from '../orders/money.ts';
import type { Services } from '../services.ts';
import { addUpDayChanges, countDayChanges, selectDays, selectFloor, selectInventorySummary, selectOpenByStatus, selectStockByNode, type DayRow, type Floor, type InventorySummary, type NodeStock } from './analytics-store.ts';

const DAY_MS = 86_400_000;
const DASHBOARD_DAYS = 7;
/** So many changes are read in a few milliseconds. */
const CHANGES_TO_ADD_UP = 5_000;

export type Money = { readonly currency: string; readonly amount: number };
export type Volume = { readonly day: string; readonly orders: number; readonly cancelled: number; readonly units: number; readonly revenue: Money[] };
export type Dashboard = Floor & { readonly orders_today: number; readonly revenue_today: Money[]; readonly open_orders: { readonly status: string; readonly orders: number }[]; readonly last_days: Volume[]; readonly inventory: InventorySummary };

/** The last `days` days of UTC, today included and not over yet; days without an order too. */
export async function readVolume({ db, clock }: Pick<Services, 'db' | 'clock'>, days: number): Promise<Volume[]> {
  if ((await countDayChanges(db, CHANGES_TO_ADD_UP)) >= CHANGES_TO_ADD_UP) await inTransaction(db, addUpDayChanges);
  const firstMs = Math.floor(clock.nowMs() / DAY_MS) * DAY_MS - (days - 1) * DAY_MS;
  const toDay = (index: number): string => new Date(firstMs + index * DAY_MS).toISOString().slice(0, 10);
  const byDay = Map.groupBy(await selectDays(db, toDay(0), days), (row) => row.day);
  return Array.from({ length: days }, (_, index) => toVolume(toDay(index), byDay.get(toDay(index)) ?? []));
}

function toVolume(day: string, rows: readonly DayRow[]): Volume {
  const sum = (field: 'orders' | 'cancelled' | 'units'): number => rows.reduce((total, row) => total + row[field], 0);
  const revenue = rows.filter((row) => row.orders > row.cancelled).map((row) => ({ currency: row.currency, amount: fromMinorUnits(row.total_minor, row.currency) }));
  return { day, orders: sum('orders'), cancelled: sum('cancelled'), units: sum('units'), revenue };
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
