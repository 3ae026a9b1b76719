/** The wire of the demo carrier: what it takes and what it refuses, written down apart from our client on purpose. */
import { z } from 'zod';

const line = z.string().max(35);
const addressSchema = z.object({
  name: line.min(1), company: line.nullable(), address1: line.min(1), address2: line.nullable(), city: line.min(1), state: line.nullable(),
  postalCode: z.string().max(10), countryCode: z.string().regex(/^[A-Z]{2}$/), phone: z.string().nullable(),
});

export const labelOrderSchema = z.object({
  reference: z.string().regex(/^[A-Z0-9-]{1,30}$/), serviceCode: z.string().regex(/^[A-Z_]{1,20}$/), shipFrom: addressSchema, shipTo: addressSchema,
  weightGrams: z.int().positive(), shipDate: z.iso.date(),
  /** Files of the label, in one format or several. */
  formats: z.array(z.enum(['zpl', 'epl', 'pdf', 'png', 'gif'])).min(1).default(['zpl', 'pdf']),
});
export type LabelOrder = z.infer<typeof labelOrderSchema>;

export const HEAVIEST_GRAMS = 31_750;

/** Null: it can be sent. */
export function refusalOf(order: LabelOrder): { readonly code: string; readonly message: string } | null {
  if (order.shipTo.countryCode === 'US' && !/^\d{5}(-\d{4})?$/.test(order.shipTo.postalCode)) return { code: 'BadPostalCode', message: `"${order.shipTo.postalCode}" is not a ZIP code. Correct the address.` };
  if (order.shipTo.postalCode.startsWith('00000')) return { code: 'BadPostalCode', message: 'There is no place with the ZIP code 00000. Correct the address.' };
  if (order.weightGrams > HEAVIEST_GRAMS) return { code: 'TooHeavy', message: `A parcel may weigh ${HEAVIEST_GRAMS} g, this one weighs ${order.weightGrams} g. Use two boxes.` };
  return null;
}
