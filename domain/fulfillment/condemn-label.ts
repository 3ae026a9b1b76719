/** Which label on a contradicting box must not travel: its void is asked for at the carrier. */
import type { FloorChange, PartState } from './part-state.ts';

/** The labels of all boxes that were reported as closed together. */
export function condemnLabels(part: PartState, { trackingNumber, boxes = [] }: { readonly trackingNumber: string; readonly boxes?: readonly { readonly trackingNumber: string }[] | undefined }): readonly FloorChange[] {
  return [...condemnLabel(part, trackingNumber), ...boxes.flatMap((box) => condemnFurther(part, box.trackingNumber))];
}

/** A further box's label goes with the part: nobody else carries it, unless its box has left. */
function condemnFurther(part: PartState, trackingNumber: string): readonly FloorChange[] {
  const parcel = part.further.find((one) => one.labels.some((label) => !label.isVoid && label.trackingNumber === trackingNumber));
  return parcel && parcel.status !== 'CLOSED' ? condemn(trackingNumber) : [];
}

/**
 * Empty for a label that the rightful box carries or will carry (voiding that would stop the right box), that is void already, or
 * that is not ours.
 */
function condemnLabel(part: PartState, trackingNumber: string): readonly FloorChange[] {
  const live = part.labels.filter((label) => !label.isVoid).map((label) => label.trackingNumber);
  if (!live.includes(trackingNumber)) return [];
  if (part.shipment) return part.shipment.trackingNumber === trackingNumber ? [] : condemn(trackingNumber);
  const hasFollower = live.some((other) => other !== trackingNumber);
  return part.status === 'CANCELLED' || part.parcel?.status === 'VOID' || hasFollower ? condemn(trackingNumber) : [];
}

function condemn(trackingNumber: string): readonly FloorChange[] {
  return [{ type: 'LabelCondemned', trackingNumber }];
}
