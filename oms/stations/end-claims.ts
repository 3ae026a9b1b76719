/** A claim ends 8 h after its bench's last contact: the order goes back to the pool under a higher fence and with a new label. */
import { inTransaction } from '../db/in-transaction.ts';
import { lockOrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { selectEndedClaims, selectIsEndedClaim } from './lease-store.ts';
import { moveLease } from './reassign-lease.ts';

const MOST_AT_ONCE = 200;

export async function endClaims(services: Services, nodeId: string): Promise<void> {
  for (const { order_id: orderId } of await selectEndedClaims(services.db, nodeId, MOST_AT_ONCE)) {
    await inTransaction(services.db, async (tx) => {
      if (!(await lockOrderWithLines(tx, orderId)) || !(await selectIsEndedClaim(tx, orderId, nodeId))) return;
      // A refusal means that the order was closed or cancelled meanwhile: nothing to end then.
      await moveLease(tx, services, { orderId, nodeId, toStationId: null, actor: 'hub', reason: 'the claim ended: its bench has been silent for 8 hours' });
    });
  }
}
