/** Opens the tasks of facts that contradict: one for each, so that every card on a bench has its task in the office. */
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertFactTasks } from './exception-store.ts';

export type FactTask = { readonly kind: string; readonly orderId: string; readonly stationId: string; readonly opId: string; readonly detail: Readonly<Record<string, unknown>> };

export async function openFactTasks(tx: Tx, services: Services, tasks: readonly FactTask[]): Promise<void> {
  if (tasks.length === 0) return;
  await insertFactTasks(tx, tasks.map((task) => ({
    task_id: makeId('tsk', services.clock, services.random), kind: task.kind, order_id: task.orderId, station_id: task.stationId, op_id: task.opId, detail: task.detail,
  })));
}
