/** Opens a task that a person must settle, once for each thing it is about; and settles it when the thing came right by itself. */
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertTaskOnce, settleTasks } from './exception-store.ts';

export type NewTask = {
  readonly kind: string;
  /** What it is about, such as a shop's order or a parcel: one open task for each kind and thing. */
  readonly about: string;
  readonly orderId: string | null; readonly code: string;
  /** A plain sentence that says what to do. */
  readonly message: string;
};

export async function openTask(tx: Tx, services: Services, task: NewTask): Promise<void> {
  const detail = JSON.stringify({ about: task.about, code: task.code, message: task.message });
  await insertTaskOnce(tx, { task_id: makeId('tsk', services.clock, services.random), kind: task.kind, order_id: task.orderId, station_id: null, op_id: null, detail, settled_at: null }, task.about);
}

export async function settleTask(tx: Tx, services: Services, kind: string, about: string): Promise<void> {
  await settleTasks(tx, kind, about, new Date(services.clock.nowMs()));
}
