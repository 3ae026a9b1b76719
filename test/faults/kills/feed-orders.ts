/** The shop sells without a pause: each delivery is tried until the OMS has taken it, and some come twice, as from a real shop. */
import type { Delivery } from '../../simulators/shopify/start-shopify.ts';
import { countParcels, type Floor } from './floor.ts';

/** So many orders a bench may be behind before the shop waits. */
const AHEAD_PER_BENCH = 20;
const ANSWER_TIMEOUT_MS = 5_000;

export type OrderFeed = { sentOrders(): number; close(): Promise<void> };

export function startOrderFeed(floor: Floor, chance: () => number): OrderFeed {
  let isClosed = false;
  let sent = 0;
  const deliver = async (delivery: Delivery): Promise<void> => {
    for (;;) {
      const answer = await sendOnce(floor, delivery);
      if (answer && chance() < 0.9) return;
      if (!answer) await pause(100);
    }
  };
  const working = (async () => {
    while (!isClosed) {
      if (sent - countParcels(floor) > AHEAD_PER_BENCH * floor.benches.length) { await pause(50); continue; }
      for (const delivery of floor.shop.nextDeliveries(1)) await deliver(delivery);
      sent += 1;
    }
  })();
  return { sentOrders: () => sent, close: async () => { isClosed = true; await working; } };
}

async function sendOnce(floor: Floor, delivery: Delivery): Promise<boolean> {
  try {
    const answer = await Promise.race([floor.shop.send(floor.webhookUrl(), delivery), pause(ANSWER_TIMEOUT_MS)]);
    return answer?.ok ?? false;
  } catch { return false; }
}

function pause(durationMs: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, durationMs, null));
}
