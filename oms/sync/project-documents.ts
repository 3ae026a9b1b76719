/** The feed body of each aggregate, per node. Text with a fixed key order, so that the same state is the same hash. */
import { z } from 'zod';
import { isPickup } from '../../domain/orders/order-lifecycle.ts';
import { brandSchema, operatorSchema, packOrderSchema, packOrderStatusSchema, productPartSchema, productSchema, type EntityType, type PackOrder, type ParcelLabel } from '../../domain/wire/documents.ts';
import type { Document, DocumentKey } from '../../sync/hub/hub-store.ts';
import type { Tx } from '../db/connect.ts';
import { selectBrands, selectNodeIds, selectOperators, selectOrderParts, selectProducts, type OperatorRow, type OrderPart, type PartLabel, type ProductRow } from './document-store.ts';

const partsSchema = z.array(productPartSchema);

/** A document that breaks its own schema. The others go on; this one stays as it was at the stations. */
export type BadDocument = DocumentKey & { readonly message: string };
export type Projection = { readonly documents: readonly Document[]; readonly bad: readonly BadDocument[] };

/** What these documents are now, wherever they are: one statement for each type. */
export async function projectDocuments(tx: Tx, keys: readonly DocumentKey[]): Promise<Projection> {
  const ids = (type: EntityType): string[] => keys.filter((key) => key.type === type).map((key) => key.id);
  const projection = collect();
  const [orders, products, brands, operators] = [ids('order'), ids('product'), ids('brand'), ids('operator')];
  if (orders.length > 0) {
    for (const part of await selectOrderParts(tx, orders)) if (part.lines.length > 0) projection.add('order', part.order_id, [part.node_id], () => toOrderBody(part));
  }
  if (products.length + brands.length + operators.length === 0) return projection.result();
  const everywhere = await selectNodeIds(tx);
  if (products.length > 0) for (const row of await selectProducts(tx, products)) projection.add('product', row.sku, everywhere, () => toProductBody(row));
  if (brands.length > 0) for (const row of await selectBrands(tx, brands)) projection.add('brand', row.brand_id, everywhere, () => JSON.stringify(brandSchema.parse(row.body)));
  if (operators.length > 0) {
    // An operator of one node is known there only.
    for (const row of await selectOperators(tx, operators)) if (row.is_active) projection.add('operator', row.operator_id, row.node_id === null ? everywhere : [row.node_id], () => toOperatorBody(row));
  }
  return projection.result();
}

type Collector = { add(type: EntityType, id: string, nodeIds: readonly string[], toBody: () => string): void; result(): Projection };

/** An order that is bad at one of its nodes is bad: it stays as it was at all of them. */
function collect(): Collector {
  const documents: Document[] = [];
  const bad = new Map<string, BadDocument>();
  return {
    add: (type, id, nodeIds, toBody) => {
      try {
        const body = toBody();
        for (const nodeId of nodeIds) documents.push({ nodeId, type, id, body });
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        bad.set(`${type}\n${id}`, { type, id, message: z.prettifyError(error) });
      }
    },
    result: () => ({ documents: bad.size === 0 ? documents : documents.filter(({ type, id }) => !bad.has(`${type}\n${id}`)), bad: [...bad.values()] }),
  };
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
    label: label ? toParcelLabel(part.parcel_id, part.pair_code, label) : null, ...toBoxes(part), ...(isPickup(part.fulfillment_type) && { isPickup: true }),
    lease: part.lease_station_id !== null && part.fence !== null ? { stationId: part.lease_station_id, fence: part.fence } : null,
  }));
}

/** Said only of an order of several boxes. */
function toBoxes(part: OrderPart): Pick<PackOrder, 'boxNumber' | 'boxCount' | 'furtherParcels'> {
  const further = part.further ?? [];
  return {
    ...(part.box_count > 1 && { boxNumber: part.box_number, boxCount: part.box_count }),
    ...(further.length > 0 && { furtherParcels: further.map((box) => ({ parcelId: box.parcel_id, boxNumber: box.box_number, label: box.label ? toParcelLabel(box.parcel_id, box.pair_code, box.label) : null })) }),
  };
}

function toParcelLabel(parcelId: string, pairCode: string, label: PartLabel): ParcelLabel {
  return {
    parcelId, labelId: label.label_id, pairCode, carrierCode: label.carrier_code, carrierName: label.carrier_name, serviceName: label.service_name,
    trackingNumber: label.tracking_number, zplSha256: label.zpl_sha256, pdfSha256: label.pdf_sha256, isVoid: label.is_void,
  };
}

function toProductBody(row: ProductRow): string {
  return JSON.stringify(productSchema.parse({ sku: row.sku, name: row.name, gtin: row.gtin, aliases: row.aliases, productLine: row.product_line, weightGrams: row.weight_grams, ...(partsOf(row).length > 0 && { parts: partsOf(row) }), pictureSvg: row.picture_svg }));
}

/** A product without parts is no kit. */
function partsOf(row: ProductRow): z.infer<typeof partsSchema> {
  return partsSchema.parse(row.parts);
}

function toOperatorBody(row: OperatorRow): string {
  return JSON.stringify(operatorSchema.parse({ operatorId: row.operator_id, name: row.name, role: row.role, language: row.language, badgeSha256: row.badge_sha256, pinScrypt: row.pin_scrypt }));
}
