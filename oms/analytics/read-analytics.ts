/** What the analytics API tells: volume by day, stock, and the numbers of the day in one answer. */
import { must } from '../../domain/assert.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { fromMinorUnits } from '../orders/money.ts';
import type { Services } from '../services.ts';
import { addUpDayChanges, countDayChanges, selectDays, selectFloor, selectGroups, selectInventoryAlerts, selectInventorySummary, selectOpenByStatus, selectStockByNode, selectTopNodes, type DayRow, type Floor, type GroupRow, type InventoryAlert, type InventorySummary, type NodeOrders, type NodeStock } from './analytics-store.ts';

const DAY_MS = 86_400_000;
const DASHBOARD_DAYS = 7;
/** The dashboard's period when none is asked for. */
const PERIOD_DAYS = 30;
const TOP_NODES = 10;
const MOST_ALERTS = 20;
/** So many changes are read in a few milliseconds. */
const CHANGES_TO_ADD_UP = 5_000;

export type Money = { readonly currency: string; readonly amount: number };
export type Volume = { readonly day: string; readonly orders: number; readonly cancelled: number; readonly units: number; readonly revenue: Money[] };
export type Dashboard = Floor & { readonly orders_today: number; readonly revenue_today: Money[]; readonly open_orders: { readonly status: string; readonly orders: number }[]; readonly last_days: Volume[]; readonly inventory: InventorySummary; readonly period: Period; readonly inventory_alerts: InventoryAlert[] };
type Totals = Omit<Volume, 'day'>;
/** Days of UTC, `from` and `to` included. */
export type Period = Totals & {
  readonly from: string; readonly to: string; readonly by_channel: (Totals & { readonly channel: string })[]; readonly by_fulfillment_type: (Totals & { readonly fulfillment_type: string })[]; readonly top_nodes: NodeOrders[];
};

/** The last `days` days of UTC, today included and not over yet; days without an order too. */
export async function readVolume({ db, clock }: Pick<Services, 'db' | 'clock'>, days: number): Promise<Volume[]> {
  if ((await countDayChanges(db, CHANGES_TO_ADD_UP)) >= CHANGES_TO_ADD_UP) await inTransaction(db, addUpDayChanges);
  const firstMs = Math.floor(clock.nowMs() / DAY_MS) * DAY_MS - (days - 1) * DAY_MS;
  const byDay = Map.groupBy(await selectDays(db, toDay(firstMs), days), (row) => row.day);
  return Array.from({ length: days }, (_, index) => toDay(firstMs + index * DAY_MS)).map((day) => toVolume(day, byDay.get(day) ?? []));
}

function toVolume(day: string, rows: readonly DayRow[]): Volume {
  return { day, ...addUp(rows) };
}

/** Money of one currency in one sum. */
function addUp(rows: readonly Omit<DayRow, 'day'>[]): Totals {
  const sum = (field: 'orders' | 'cancelled' | 'units'): number => rows.reduce((total, row) => total + row[field], 0);
  const minorByCurrency = new Map<string, number>();
  for (const row of rows) if (row.orders > row.cancelled) minorByCurrency.set(row.currency, (minorByCurrency.get(row.currency) ?? 0) + row.total_minor);
  const revenue = [...minorByCurrency].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => ({ currency, amount: fromMinorUnits(minor, currency) }));
  return { orders: sum('orders'), cancelled: sum('cancelled'), units: sum('units'), revenue };
}

export async function readInventorySummary({ db }: Pick<Services, 'db'>): Promise<InventorySummary & { readonly by_node: NodeStock[] }> {
  const [summary, byNode] = await Promise.all([selectInventorySummary(db), selectStockByNode(db)]);
  return { ...must(summary, 'one row'), by_node: byNode };
}

/** `from` and `to`: days of UTC; without them the last 30 days. */
export async function readDashboard(services: Pick<Services, 'db' | 'clock'>, asked: { readonly from?: string | undefined; readonly to?: string | undefined }): Promise<Dashboard> {
  const { db, clock } = services;
  const [lastDays, floor, open, inventory, alerts] = await Promise.all([
    readVolume(services, DASHBOARD_DAYS), selectFloor(db, new Date(clock.nowMs())), selectOpenByStatus(db), selectInventorySummary(db), selectInventoryAlerts(db, MOST_ALERTS),
  ]);
  const to = asked.to ?? toDay(clock.nowMs());
  const period = await readPeriod(db, asked.from ?? toDay(Date.parse(to) - (PERIOD_DAYS - 1) * DAY_MS), to);
  const today = must(lastDays.at(-1), 'today');
  return { ...must(floor, 'one row'), orders_today: today.orders, revenue_today: today.revenue, open_orders: open, last_days: lastDays, inventory: must(inventory, 'one row'), period, inventory_alerts: alerts };
}

async function readPeriod(db: Services['db'], from: string, to: string): Promise<Period> {
  const [groups, topNodes] = await Promise.all([selectGroups(db, from, to), selectTopNodes(db, from, to, TOP_NODES)]);
  const by = (key: (row: GroupRow) => string): [string, Totals][] => [...Map.groupBy(groups, key)].map(([name, rows]): [string, Totals] => [name, addUp(rows)]).toSorted(([, a], [, b]) => b.orders - a.orders);
  return {
    from, to, ...addUp(groups), top_nodes: topNodes,
    by_channel: by((row) => row.channel).map(([channel, totals]) => ({ channel, ...totals })), by_fulfillment_type: by((row) => row.fulfillment_type).map(([type, totals]) => ({ fulfillment_type: type, ...totals })),
  };
}

function toDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
