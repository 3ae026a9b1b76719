/** Papers that a bench prints for the warehouse, as plain data: what they show is kept with their print job. */
import { z } from 'zod';

/** `pick-list`: what is to be fetched for the orders of this bench. The sheets are for scanners. */
export const REPORT_KINDS = ['manifest', 'pick-list', 'control-sheet', 'scanner-test'] as const;
export const reportKindSchema = z.enum(REPORT_KINDS);
export type ReportKind = z.infer<typeof reportKindSchema>;

const sheet = { placeName: z.string(), createdAt: z.string(), language: z.enum(['en', 'es']) };

const manifestSchema = z.object({
  kind: z.literal('manifest'), ...sheet, code: z.string(), carrierName: z.string(),
  parcels: z.array(z.object({ trackingNumber: z.string(), orderNumber: z.string(), carrierName: z.string(), serviceName: z.string(), weightGrams: z.int(), destination: z.string() })).min(1),
});
const pickListSchema = z.object({
  kind: z.literal('pick-list'), ...sheet, code: z.string(),
  picks: z.array(z.object({ binCode: z.string().nullable(), sku: z.string(), title: z.string(), units: z.int(), orderNumber: z.string() })).min(1),
});
/** One for each carrier: what the driver takes away, to be signed at the door. */
const handOverSchema = z.object({
  kind: z.literal('hand-over'), ...sheet, code: z.string(), carrierName: z.string(), services: z.array(z.object({ serviceName: z.string(), parcels: z.int() })), parcels: z.int(),
});
/** Goes onto a packed box that its customer fetches: whose it is, and what the counter scans. */
const pickupSchema = z.object({
  kind: z.literal('pickup'), ...sheet, orderNumber: z.string(), customerName: z.string(), units: z.int(), box: z.int(), boxCount: z.int(), code: z.string(),
  lines: z.array(z.object({ title: z.string(), units: z.int() })),
});
const sheetSchema = z.object({ kind: z.enum(['control-sheet', 'scanner-test']), ...sheet });

export const warehousePaperSchema = z.discriminatedUnion('kind', [manifestSchema, pickListSchema, handOverSchema, pickupSchema, sheetSchema]);
export type WarehousePaper = z.infer<typeof warehousePaperSchema>;
export type WarehousePaperKind = WarehousePaper['kind'];
export type ReceiptPaper = Extract<WarehousePaper, { kind: 'hand-over' | 'pickup' }>;
export type ReportPaper = Exclude<WarehousePaper, ReceiptPaper>;

/** Which role prints it. */
export function roleOfPaper(kind: WarehousePaperKind): 'receipt' | 'report' {
  return kind === 'hand-over' || kind === 'pickup' ? 'receipt' : 'report';
}
