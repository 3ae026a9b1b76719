/**
 * Facts: what happened on the floor, append-only. The station writes them, the OMS stores and applies them and never
 * refuses one. Names are never changed and fields only added.
 */
import { z } from 'zod';

const byOperator = { operatorId: z.string(), operatorName: z.string() };

export const factBodySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('PackingStarted'), ...byOperator }),
  z.object({
    type: z.literal('ItemScanned'), ...byOperator,
    lineId: z.string(), sku: z.string(), code: z.string(), units: z.int().positive(),
  }),
  /** An UNDO: the scan stays in the journal, this fact takes it back. */
  z.object({ type: z.literal('ItemUnscanned'), ...byOperator, lineId: z.string(), sku: z.string(), units: z.int().positive() }),
  z.object({ type: z.literal('PackingParked'), ...byOperator }),
  /** Every line is verified; the print unit (label and slip) is asked for in the same transaction. */
  z.object({ type: z.literal('PackingCompleted'), ...byOperator, parcelId: z.string(), printUnitId: z.string() }),
  z.object({
    type: z.literal('DocumentPrinted'),
    parcelId: z.string(), jobId: z.string(), document: z.enum(['label', 'slip', 'combined']),
    printerName: z.string(), evidence: z.enum(['printer', 'operator', 'handshake']),
  }),
  z.object({
    type: z.literal('DocumentReprinted'), ...byOperator,
    parcelId: z.string(), jobId: z.string(), document: z.enum(['label', 'slip', 'combined']), copy: z.int().min(2),
    /** The lead whose badge allowed it, when another person is at the bench. */
    approvedBy: z.object(byOperator).optional(),
  }),
  /** The handshake: the stuck-on label was scanned back. The parcel is closed. */
  z.object({
    type: z.literal('ParcelClosed'), ...byOperator,
    parcelId: z.string(), trackingNumber: z.string(),
    lines: z.array(z.object({ lineId: z.string(), sku: z.string(), packedUnits: z.int().positive() })),
    /** The order's further boxes, whose labels were scanned back, too. */
    boxes: z.array(z.object({ parcelId: z.string(), trackingNumber: z.string() })).optional(),
  }),
  /** NEXT-BOX: the goods want another box. The office buys its label under this parcel's id, which the bench has made. */
  z.object({ type: z.literal('ParcelAdded'), ...byOperator, parcelId: z.string() }),
  /** UNDO of the above: nothing of it was printed, so its label can be given back. */
  z.object({ type: z.literal('ParcelDropped'), ...byOperator, parcelId: z.string() }),
  /** NEXT-BOX once more: the further box gets its label and slip, in a print unit of its own. */
  z.object({ type: z.literal('ParcelLabelled'), ...byOperator, parcelId: z.string(), trackingNumber: z.string(), printUnitId: z.string() }),
  /** The handshake of one of several boxes. The order is closed with the last one (ParcelClosed). */
  z.object({ type: z.literal('BoxScanned'), ...byOperator, parcelId: z.string(), trackingNumber: z.string() }),
  /** The packer has seen that the office stopped the open order (`reason`: the refusal's code) and put the box aside. */
  z.object({ type: z.literal('PackingStopped'), ...byOperator, reason: z.string() }),
  /** A printed label that is void: scanned and torn up, or declared as not to be found. */
  z.object({ type: z.literal('LabelDestroyed'), ...byOperator, parcelId: z.string(), trackingNumber: z.string(), result: z.enum(['scanned', 'declared']) }),
  /** RELABEL: the packed box gets the label that replaces the void one, in a print unit of its own. */
  z.object({ type: z.literal('ParcelRelabelled'), ...byOperator, parcelId: z.string(), trackingNumber: z.string(), printUnitId: z.string() }),
  /** A box that was closed before a late change arrived: its label was scanned, or it is gone. `opId`: the fact that contradicted. */
  z.object({ type: z.literal('RecallSettled'), ...byOperator, opId: z.string(), parcelId: z.string(), trackingNumber: z.string(), result: z.enum(['found', 'gone']) }),
  /** The packer acknowledged a contradiction card (SYNC.md 2.2). */
  z.object({ type: z.literal('OutcomeAcknowledged'), ...byOperator, opId: z.string() }),
]);
export type FactBody = z.infer<typeof factBodySchema>;
export type FactType = FactBody['type'];
