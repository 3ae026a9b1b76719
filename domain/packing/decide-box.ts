/**
 * A second parcel (NEXT-BOX): the goods do not fit into one box. An act of its own beside reprint and relabel: it buys another label, so
 * it wants the office; the first further box is the packer's to ask for, more of them a lead's.
 */
import { boxPlace, labelOfParcel, openBoxes } from './boxes.ts';
import { accept, actor, refuse, type Decision, type PackingContext } from './decision.ts';
import type { FactBody } from './facts.ts';
import { evolveSession, remainingUnits, type PackingSession, type SessionBox } from './session.ts';

/** A second box is everyday work; whoever needs a third is asked for reasons. */
const BOXES_OF_A_PACKER = 1;

export function decideNextBox(session: PackingSession, context: PackingContext): Decision {
  const [waiting] = openBoxes(session);
  return waiting ? labelBox(waiting, session, context) : askForBox(session, context);
}

/** Its label prints when everything is counted and the bytes are here; offline as well. */
function labelBox(box: SessionBox, session: PackingSession, context: PackingContext): Decision {
  const values = { order: session.orderNumber, box: boxPlace(session, box.parcelId) };
  const label = context.order === null ? null : labelOfParcel(context.order, box.parcelId);
  const isHere = label !== null && !label.isVoid && context.furtherParcelsHere?.has(box.parcelId) === true;
  if (!isHere) return refuse('BoxLabelAwaited', values);
  if (session.state !== 'handshake') return refuse('NotPackedYet', { order: session.orderNumber, remaining: remainingUnits(session) });
  const labelled: FactBody = { type: 'ParcelLabelled', ...actor(context), parcelId: box.parcelId, trackingNumber: label.trackingNumber, printUnitId: context.newPrintUnitId };
  return accept('BoxLabelled', values, evolveSession(session, labelled), { facts: [labelled], effects: [{ type: 'printUnit', printUnitId: context.newPrintUnitId, parcelId: box.parcelId }] });
}

function askForBox(session: PackingSession, context: PackingContext): Decision {
  const box = (session.boxes?.length ?? 0) + 2;
  const values = { order: session.orderNumber, box };
  if (context.isOffline === true) return refuse('BoxNeedsOffice', values);
  if (box - 1 > BOXES_OF_A_PACKER && context.operator?.isLead !== true) return refuse('BoxNeedsLead', values);
  const added: FactBody = { type: 'ParcelAdded', ...actor(context), parcelId: context.newParcelId };
  // The slip that is out says that there is one box less.
  const effects = session.state === 'handshake' ? [{ type: 'reprint', document: 'slip' } as const] : [];
  return accept('BoxAsked', values, evolveSession(session, added), { facts: [added], effects });
}

/** UNDO takes the last box back as long as its label is not printed. Null when there is none. */
export function dropBox(session: PackingSession, context: PackingContext): Decision | null {
  const box = openBoxes(session).at(-1);
  if (!box) return null;
  const dropped: FactBody = { type: 'ParcelDropped', ...actor(context), parcelId: box.parcelId };
  return accept('BoxDropped', { order: session.orderNumber, box: boxPlace(session, box.parcelId) }, evolveSession(session, dropped), { facts: [dropped] });
}
