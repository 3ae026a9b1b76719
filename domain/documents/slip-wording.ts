/** The parts of a slip template that are words: every shop's own, in as many of the slip's languages as it has. */
import { z } from 'zod';

/** Latin and Cyrillic scripts, which the embedded fonts hold. */
export const SLIP_LANGUAGES = ['en', 'es', 'ru', 'kk'] as const;
export const slipLanguageSchema = z.enum(SLIP_LANGUAGES);
export type SlipLanguage = z.infer<typeof slipLanguageSchema>;

export const supportSchema = z.object({ heading: z.string(), lines: z.array(z.string()) });

/** What the slip says about one product line, printed once for each product line in the box. */
export const learningNoteSchema = z.object({
  heading: z.string(),
  text: z.string(),
  parents: z.string().optional().describe('A further paragraph for parents.'),
  teachers: z.string().optional().describe('A further paragraph for teachers.'),
});
export type LearningNote = z.infer<typeof learningNoteSchema>;
export const learningNotesSchema = z.record(z.string(), learningNoteSchema);

/** A shop's words in a further language; what is missing is taken from the template itself. */
export const slipWordsSchema = z.object({
  tagline: z.string().optional(),
  footer: z.string().optional(),
  support: supportSchema.optional(),
  learningNotes: learningNotesSchema.optional(),
});
export const translationsSchema = z.partialRecord(slipLanguageSchema, slipWordsSchema);

/** What the slip shows; everything that is not said is shown. */
export const slipOptionsSchema = z.object({
  sku: z.boolean().optional().describe('The SKU of each line.'),
  bin: z.boolean().optional().describe('The bin of each line.'),
  tracking: z.boolean().optional().describe('The tracking number.'),
  orderBarcode: z.boolean().optional().describe('The order number as a barcode, beside the pair code.'),
  returnAddress: z.boolean().optional().describe('The shop’s address for returns.'),
});
