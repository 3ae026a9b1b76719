/** The receipt of a box that its customer fetches: it goes onto the box, and the counter scans it. Only where a receipt printer stands. */
import { boxOfParcel } from '../../domain/packing/boxes.ts';
import type { PackingSession } from '../../domain/packing/session.ts';
import type { Tx } from '../db/open.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import { hasPrinterFor, printWarehousePaper } from '../print-queue/print-warehouse-paper.ts';
import type { StationContext } from '../station-context.ts';
import { readHead } from './gather-papers.ts';

/** Part of the transaction that closes the order: one receipt for each box. */
export function printPickupReceipts(tx: Tx, context: StationContext, session: PackingSession): void {
  const order = readPackOrder(tx, session.orderId)?.order;
  if (order?.isPickup !== true || !hasPrinterFor(context, 'pickup')) return;
  for (const parcelId of [session.parcelId, ...(session.boxes ?? []).map((box) => box.parcelId)]) {
    const box = boxOfParcel(order, session, parcelId);
    printWarehousePaper(tx, context, {
      kind: 'pickup', ...readHead(tx, context), orderNumber: order.orderNumber, customerName: order.shipTo.name, units: order.lines.reduce((sum, line) => sum + line.requiredUnits, 0),
      box: box.number, boxCount: box.count, code: order.orderNumber, lines: order.lines.map((line) => ({ title: line.title, units: line.requiredUnits })),
    }, { orderId: session.orderId, parcelId });
  }
}
