/** Whether a bench may still claim the work that it reports. Its box exists whatever the answer, so the fact is kept and shown. */
import { condemnLabels } from './condemn-label.ts';
import type { Decision, FloorFact } from './floor-fact.ts';
import type { PartState } from './part-state.ts';

/** The task's kind says how far the bench had come. */
const TASK_KINDS: Readonly<Record<string, string>> = { PackingStarted: 'StartedWithoutLease', ParcelAdded: 'StartedWithoutLease', ParcelDropped: 'StartedWithoutLease', PackingCompleted: 'CompletedWithoutLease', ParcelClosed: 'PackedWithoutLease' };

/** Null when the bench holds the part, or nobody else has held it since. */
export function decideFence(part: PartState | null, fact: FloorFact): Decision | null {
  if (!part || !isFencedOff(part, fact)) return null;
  const { lease, shipment } = part;
  const trackingNumber = fact.body.type === 'ParcelClosed' ? fact.body.trackingNumber : null;
  const detail = {
    station: fact.stationName, stationId: fact.stationId, reportedFence: fact.fence, holder: lease?.stationId ?? null, holderName: lease?.stationName ?? null, fence: lease?.fence ?? null,
    trackingNumber, status: part.status, parcelStatus: part.parcel?.status ?? null, firstTrackingNumber: shipment?.trackingNumber ?? null,
  };
  return {
    outcome: 'conflict_reassigned', detail,
    changes: [
      { type: 'Noted', eventType: 'floor.fenced_off', detail: { ...detail, fact: fact.body.type, occurredAt: fact.occurredAt } },
      { type: 'TaskOpened', kind: TASK_KINDS[fact.body.type] ?? 'PackedWithoutLease', detail },
      ...(fact.body.type === 'ParcelClosed' ? condemnLabels(part, fact.body) : []),
    ],
  };
}

/**
 * An older fence means that the part was given to somebody in between, even if it came back. A newer fence than ours comes from before
 * a restore of this hub: then only another holder speaks against it.
 */
function isFencedOff({ lease }: PartState, fact: FloorFact): boolean {
  if (!lease) return false;
  if (fact.fence !== null && fact.fence < lease.fence) return true;
  return lease.stationId !== null && lease.stationId !== fact.stationId;
}
