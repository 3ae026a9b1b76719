/**
 * The queue and its counts, read anew only after something that may have changed it: that reading is most of a view,
 * and counting an item changes nothing in it.
 */
import type { Tx } from '../db/open.ts';
import { readQueue, type Queue } from '../queue/read-queue.ts';

export type QueueMemo = { read(tx: Tx, stationId: string | null): Queue; forget(): void };

/** The screen shows this many; the counts are of all. */
const QUEUE_SHOWN = 100;
const EMPTY: Queue = { orders: [], totalOrders: 0, readyOrders: 0 };

export function createQueueMemo(): QueueMemo {
  let known: { readonly stationId: string; readonly queue: Queue } | null = null;
  return {
    read: (tx, stationId) => {
      if (stationId === null) return EMPTY;
      if (known?.stationId !== stationId) known = { stationId, queue: readQueue(tx, stationId, QUEUE_SHOWN) };
      return known.queue;
    },
    forget: () => { known = null; },
  };
}
