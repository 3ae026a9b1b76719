/** Which label on a contradicting box must not travel: its void is asked for at the carrier. */
import type { FloorChange, PartState } from './part-state.ts';

/**
 * Empty for a label that the rightful box carries or will carry (voiding that would stop the right box), that is void already, or
 * that is not ours.
 */
export function condemnLabel(part: PartState, trackingNumber: string): readonly FloorChange[] {
  const live = part.labels.filter((label) => !label.isVoid).map((label) => label.trackingNumber);
  if (!live.includes(trackingNumber)) return [];
  if (part.shipment) return part.shipment.trackingNumber === trackingNumber ? [] : condemn(trackingNumber);
  const hasFollower = live.some((other) => other !== trackingNumber);
  return part.status === 'CANCELLED' || part.parcel?.status === 'VOID' || hasFollower ? condemn(trackingNumber) : [];
}

function condemn(trackingNumber: string): readonly FloorChange[] {
  return [{ type: 'LabelCondemned', trackingNumber }];
}
