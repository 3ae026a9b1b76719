/** The feed body of each aggregate, per node. Text with a fixed key order, so that the same state is the same hash. */
import { brandSchema, operatorSchema, packOrderSchema, packOrderStatusSchema, productSchema } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/connect.ts';
import { selectBrandBody, selectOperator, selectOrderParts, selectProduct, type OrderPart } from './document-store.ts';

/** node id -> body text. A node that is missing here has no such document (any more). */
export type Projection = ReadonlyMap<string, string>;

export async function projectDocument(tx: Tx, type: string, id: string, nodeIds: readonly string[]): Promise<Projection> {
  switch (type) {
    case 'order': return projectOrder(tx, id);
    case 'product': return toEveryNode(nodeIds, await projectProduct(tx, id));
    case 'brand': return toEveryNode(nodeIds, await projectBrand(tx, id));
    case 'operator': return projectOperator(tx, id, nodeIds);
    default: throw new Error(`there is no feed document of type ${type}`);
  }
}

function toEveryNode(nodeIds: readonly string[], body: string | null): Projection {
  return new Map(body === null ? [] : nodeIds.map((nodeId) => [nodeId, body]));
}

async function projectOrder(tx: Tx, orderId: string): Promise<Projection> {
  const parts = (await selectOrderParts(tx, orderId)).filter((part) => part.lines.length > 0);
  return new Map(parts.map((part) => [part.node_id, toOrderBody(part)]));
}

/** Text with the key order of the schema. */
export function toOrderBody(part: OrderPart): string {
  const { lines, label } = part;
  // Delivered, returned and the like concern no bench: the last thing a bench needs to know of them is SHIPPED.
  const status = packOrderStatusSchema.safeParse(part.parcel_status === 'CLOSED' && part.status !== 'CANCELLED' ? 'SHIPPED' : part.status);
  return JSON.stringify(packOrderSchema.parse({
    orderId: part.order_id, orderNumber: part.order_number, status: status.success ? status.data : 'SHIPPED', isOnHold: part.is_on_hold, brandId: part.brand_id, channelName: part.channel_name,
    placedAt: part.placed_at.toISOString(), shipBy: part.ship_by.toISOString(), shipTo: part.shipping_address, currency: part.currency, totalMinor: part.total_minor,
    customerNote: part.customer_note, giftMessage: part.gift_message,
    lines: lines.map((line) => ({ lineId: line.order_item_id, sku: line.sku, title: line.product_name, requiredUnits: line.units, binCode: line.bin_code, unitPriceMinor: line.unit_price_minor })),
    label: label ? {
      parcelId: part.parcel_id, labelId: label.label_id, pairCode: part.pair_code, carrierCode: label.carrier_code, carrierName: label.carrier_name, serviceName: label.service_name,
      trackingNumber: label.tracking_number, zplSha256: label.zpl_sha256, pdfSha256: label.pdf_sha256, isVoid: label.is_void,
    } : null,
    lease: part.lease_station_id !== null && part.fence !== null ? { stationId: part.lease_station_id, fence: part.fence } : null,
  }));
}

async function projectProduct(tx: Tx, sku: string): Promise<string | null> {
  const row = await selectProduct(tx, sku);
  return row ? JSON.stringify(productSchema.parse({ sku: row.sku, name: row.name, gtin: row.gtin, aliases: row.aliases, productLine: row.product_line, weightGrams: row.weight_grams, pictureSvg: row.picture_svg })) : null;
}

async function projectBrand(tx: Tx, brandId: string): Promise<string | null> {
  const body = await selectBrandBody(tx, brandId);
  return body === undefined ? null : JSON.stringify(brandSchema.parse(body));
}

/** An operator of one node is known there only. */
async function projectOperator(tx: Tx, operatorId: string, nodeIds: readonly string[]): Promise<Projection> {
  const row = await selectOperator(tx, operatorId);
  if (!row || !row.is_active) return new Map();
  const body = JSON.stringify(operatorSchema.parse({ operatorId: row.operator_id, name: row.name, role: row.role, language: row.language, badgeSha256: row.badge_sha256, pinScrypt: row.pin_scrypt }));
  return toEveryNode(row.node_id === null ? nodeIds : [row.node_id], body);
}
