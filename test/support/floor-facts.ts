/** Facts as a bench sends them, and a bench that reports them without a network. */
import { sql } from 'kysely';
import type { FactBody } from '../../domain/packing/facts.ts';
import type { Mutation } from '../../domain/wire/sync.ts';
import { inTransaction } from '../../oms/db/in-transaction.ts';
import { applyFacts, type FactAnswer } from '../../oms/fulfillment/apply-facts.ts';
import type { FactStation } from '../../oms/fulfillment/read-fact.ts';
import type { Services } from '../../oms/services.ts';

export const BY = { operatorId: 'opr_1', operatorName: 'Alex Packer' };
export type TestLabel = { readonly parcelId: string; readonly trackingNumber: string };
export type FactOptions = { readonly fence?: number | null; readonly atMs?: number; readonly op?: string };

let mid = 0;

export function makeMutation(orderId: string | null, body: FactBody, { fence = null, atMs = Date.parse('2026-03-02T15:00:00Z'), op = crypto.randomUUID() }: FactOptions = {}): Mutation {
  mid += 1;
  return { mid, op, kind: body.type, orderId, baseRev: null, fence, v: 1, at: atMs, body };
}

/** What a box of this node's part holds, as the bench would count it. */
export async function partLines(services: Services, orderId: string, nodeId: string): Promise<{ lineId: string; sku: string; packedUnits: number }[]> {
  const { rows } = await sql<{ lineId: string; sku: string; packedUnits: number }>`SELECT order_item_id AS "lineId", sku, sum(quantity)::int AS "packedUnits" FROM fulfillment_allocations
    WHERE order_id = ${orderId} AND node_id = ${nodeId} GROUP BY order_item_id, sku ORDER BY order_item_id`.execute(services.db);
  return rows;
}

export type TestFloor = ReturnType<typeof createTestFloor>;

/** `report*` are whole transactions of one fact, as a push of one. */
export function createTestFloor(services: Services, station: FactStation) {
  const report = async (mutations: readonly Mutation[]): Promise<FactAnswer[]> => inTransaction(services.db, (tx) => applyFacts(tx, services, station, mutations));
  const reportOne = async (mutation: Mutation): Promise<FactAnswer> => (await report([mutation]))[0] ?? { outcome: 'held', detail: null };
  return {
    report, reportOne,
    start: (orderId: string, options?: FactOptions) => reportOne(makeMutation(orderId, { type: 'PackingStarted', ...BY }, options)),
    complete: (orderId: string, options?: FactOptions) => reportOne(makeMutation(orderId, { type: 'PackingCompleted', ...BY, parcelId: 'prc_1', printUnitId: 'unt_1' }, options)),
    close: async (orderId: string, label: TestLabel, options?: FactOptions) => {
      const lines = await partLines(services, orderId, station.node_id);
      return reportOne(makeMutation(orderId, { type: 'ParcelClosed', ...BY, parcelId: label.parcelId, trackingNumber: label.trackingNumber, lines }, options));
    },
  };
}
