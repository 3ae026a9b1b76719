/**
 * The bodies that travel in the change feed: what the OMS tells a node's stations.
 * A body is stored on the station as the very text that was sent (its hash is checked), and parsed with these schemas when read.
 * Fields may be added inside a version; none is renamed or removed. Money: minor units. Weight: grams. Time: ISO 8601 UTC.
 */
import { z } from 'zod';
import { learningNotesSchema, slipOptionsSchema, supportSchema, translationsSchema } from '../documents/slip-wording.ts';

export const ENTITY_TYPES = ['order', 'product', 'operator', 'brand'] as const;
export const entityTypeSchema = z.enum(ENTITY_TYPES);
export type EntityType = z.infer<typeof entityTypeSchema>;

export const addressSchema = z.object({
  name: z.string(),
  company: z.string().nullable(),
  address1: z.string(),
  address2: z.string().nullable(),
  city: z.string(),
  state: z.string().nullable(),
  postalCode: z.string(),
  countryCode: z.string().length(2),
  phone: z.string().nullable(),
});
export type Address = z.infer<typeof addressSchema>;

/** One order's part that this node packs. Quantities are what is allocated HERE, which may be less than was ordered. */
export const packOrderLineSchema = z.object({
  lineId: z.string(),
  sku: z.string(),
  title: z.string(),
  requiredUnits: z.int().positive(),
  binCode: z.string().nullable(),
  unitPriceMinor: z.int(),
});
export type PackOrderLine = z.infer<typeof packOrderLineSchema>;

/**
 * The bought label of the order's parcel. The bytes are blobs, released only to the holder of the lease. A carrier that sends one file
 * alone (EPL, PNG, GIF, or one of the two) has its hash in both fields: what a file is, its bytes tell (printers/documents/carrier-label.ts).
 */
export const parcelLabelSchema = z.object({
  parcelId: z.string(),
  labelId: z.string(),
  pairCode: z.string(),
  carrierCode: z.string(),
  carrierName: z.string(),
  serviceName: z.string(),
  trackingNumber: z.string(),
  zplSha256: z.string(),
  pdfSha256: z.string(),
  isVoid: z.boolean(),
});
export type ParcelLabel = z.infer<typeof parcelLabelSchema>;

/** A further box of the same part, which a bench asked for while it packed. Its label is null until it is bought. */
export const furtherParcelSchema = z.object({ parcelId: z.string(), boxNumber: z.int().positive(), label: parcelLabelSchema.nullable() });
export type FurtherParcel = z.infer<typeof furtherParcelSchema>;

export const leaseSchema = z.object({ stationId: z.string(), fence: z.int() });

export const packOrderStatusSchema = z.enum(['PICKING', 'PACKING', 'READY_TO_SHIP', 'SHIPPED', 'CANCELLED']);

export const packOrderSchema = z.object({
  orderId: z.string(),
  /** What people call it and what is printed and scanned: the shop's own number (`#1001`) or ours. */
  orderNumber: z.string(),
  status: packOrderStatusSchema,
  isOnHold: z.boolean(),
  brandId: z.string(),
  channelName: z.string(),
  placedAt: z.string(),
  shipBy: z.string(),
  shipTo: addressSchema,
  currency: z.string().length(3),
  totalMinor: z.int(),
  customerNote: z.string().nullable(),
  giftMessage: z.string().nullable(),
  lines: z.array(packOrderLineSchema).min(1),
  label: parcelLabelSchema.nullable(),
  /** Box n of m over the whole order, when it has more than one: the box of `label`. */
  boxNumber: z.int().positive().optional(),
  boxCount: z.int().positive().optional(),
  /** The part's boxes besides that of `label`. */
  furtherParcels: z.array(furtherParcelSchema).optional(),
  /** The customer fetches it: its packed box waits at the counter. */
  isPickup: z.boolean().optional(),
  /** Null: in the pool; nobody may pack it yet. */
  lease: leaseSchema.nullable(),
});
export type PackOrder = z.infer<typeof packOrderSchema>;

export const productPartSchema = z.object({ sku: z.string().min(1), units: z.int().positive() });

export const productSchema = z.object({
  sku: z.string(),
  name: z.string(),
  /** GTIN-12/13/14 as printed on the item, text. */
  gtin: z.string(),
  /** Further codes that count one unit. */
  aliases: z.array(z.string()),
  productLine: z.string().nullable(),
  weightGrams: z.int().nonnegative(),
  /** What one unit of a kit or bundle is made of; the slip shows it. */
  parts: z.array(productPartSchema).optional(),
  /** A drawing of the product, shown as an <img> data URL, so that no script in it can run. */
  pictureSvg: z.string(),
});
export type Product = z.infer<typeof productSchema>;

export const operatorSchema = z.object({
  operatorId: z.string(),
  name: z.string(),
  role: z.enum(['packer', 'lead']),
  language: z.enum(['en', 'es']),
  /** Hex SHA-256 of the full badge code (`PBB-...`); a badge carries 50 random bits, so a plain hash is enough. */
  badgeSha256: z.string(),
  /** `scrypt$<N>$<r>$<p>$<salt base64>$<hash base64>`: a PIN is short, so its hash must be slow. Null: badge only. */
  pinScrypt: z.string().nullable(),
});
export type Operator = z.infer<typeof operatorSchema>;

/** All that a packing slip says about the shop. Plain data: the drawing is in printers/documents. */
export const brandSchema = z.object({
  brandId: z.string(),
  name: z.string(),
  tagline: z.string(),
  primaryColor: z.string().regex(/^#[0-9a-f]{6}$/),
  logoSvgPath: z.object({ viewBoxWidth: z.number(), viewBoxHeight: z.number(), d: z.string() }).nullable(),
  returnAddress: addressSchema,
  support: supportSchema,
  footer: z.string(),
  /** Learning note by product line, printed once for each product line in the box. */
  learningNotes: learningNotesSchema,
  /** Panels and rules; the primary colour when missing. */
  accentColor: z.string().regex(/^#[0-9a-f]{6}$/).optional(),
  /** The same words in further languages. */
  translations: translationsSchema.optional(),
  slip: slipOptionsSchema.optional(),
});
export type Brand = z.infer<typeof brandSchema>;
