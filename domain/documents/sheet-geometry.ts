/** Where label and slip stand on a sheet, as a station keeps it and a warehouse writes it down. */
import { z } from 'zod';
import type { SheetGeometry } from './document-content.ts';

const points = z.number().min(-2_000).max(2_000);
const rectangleSchema = z.object({
  x: points, y: points, width: points.positive(), height: points.positive(),
  rotateDegrees: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]).describe('Counter-clockwise.'),
});

/** A vendor's peel-off sheet: points, origin bottom left; the calibration sheet shows what to nudge. */
export const sheetGeometrySchema = z.object({
  sheetId: z.string().regex(/^[a-z0-9-]{1,60}$/),
  pageWidth: points.positive(),
  pageHeight: points.positive(),
  label: rectangleSchema.nullable(),
  slip: rectangleSchema.nullable(),
  nudge: z.object({ dx: points, dy: points }),
}).refine((sheet) => [sheet.label, sheet.slip].every((area) => area === null || (area.x >= 0 && area.y >= 0 && area.x + area.width <= sheet.pageWidth + 0.5 && area.y + area.height <= sheet.pageHeight + 0.5)), {
  error: 'Label and slip must lie on the page: x + width and y + height may not be larger than the page.',
}) satisfies z.ZodType<SheetGeometry>;
