/**
 * How far a box has come, read from everything that was ever said of it. Carriers tell late, twice and in any order, so the answer
 * depends on the set of reports and not on their order: a box never goes back (kuberiva-semantics 1.2, defect 10).
 */
export const TRACKING_STATUSES = ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED', 'EXCEPTION'] as const;
export type TrackingStatus = (typeof TRACKING_STATUSES)[number];
/** LABEL_SCANNED: the bench has closed the box, and the carrier has said nothing yet. */
export type ShipmentStatus = 'LABEL_SCANNED' | TrackingStatus;

/** `occurredAt`: the carrier's time, ISO 8601 in UTC. */
export type TrackingReport = { readonly status: TrackingStatus; readonly occurredAt: string };

/** RETURNED: to the sender. It can follow a delivery that was refused at the door. */
const WAY: readonly ShipmentStatus[] = ['LABEL_SCANNED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED'];
const OVER: readonly ShipmentStatus[] = ['DELIVERED', 'RETURNED'];

/** An exception shows until the carrier says something newer, and never hides that the box has arrived. */
export function shipmentStatusOf(reports: readonly TrackingReport[]): ShipmentStatus {
  const furthest = reports.reduce((best, report) => Math.max(best, WAY.indexOf(report.status)), 0);
  const reached = WAY[furthest] ?? 'LABEL_SCANNED';
  return OVER.includes(reached) || !endsInTrouble(reports) ? reached : 'EXCEPTION';
}

/** At one and the same moment the trouble counts: a person looks once too often rather than once too little. */
function endsInTrouble(reports: readonly TrackingReport[]): boolean {
  const lastOf = (wanted: readonly TrackingReport[]): number => Math.max(-1, ...wanted.map((report) => Date.parse(report.occurredAt)));
  const troubles = reports.filter((report) => report.status === 'EXCEPTION');
  return troubles.length > 0 && lastOf(troubles) >= lastOf(reports);
}

export function isShipmentOver(status: ShipmentStatus): boolean {
  return OVER.includes(status);
}

/**
 * What the boxes say of an order of which everything has left: it is where its slowest box is. A box that comes back is a person's
 * decision (what becomes of its goods), so it neither delivers the order nor returns it.
 */
export function orderStatusOf(boxes: readonly ShipmentStatus[]): 'SHIPPED' | 'OUT_FOR_DELIVERY' | 'DELIVERED' {
  if (boxes.length === 0) return 'SHIPPED';
  if (boxes.every((box) => box === 'DELIVERED')) return 'DELIVERED';
  return boxes.every((box) => box === 'DELIVERED' || box === 'OUT_FOR_DELIVERY') ? 'OUT_FOR_DELIVERY' : 'SHIPPED';
}
