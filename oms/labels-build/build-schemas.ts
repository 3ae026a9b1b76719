/** What POST /labels/build takes and answers (seed 001). */
import { z } from 'zod';

export const MOST_ORDERS = 500;

export const buildBodySchema = z.object({ order_ids: z.array(z.string().min(1).max(100)).min(1).max(MOST_ORDERS) }).strict();

const placedSchema = z.object({
  name: z.string().describe('Path in the ZIP, or tracking number.'),
  order_id: z.string().optional(), order_number: z.string().optional(), tracking_number: z.string().optional(),
  first_page: z.int(), pages: z.int(),
});
const groupSchema = z.object({ group: z.string().describe('Folder in the ZIP, or carrier and service.'), file: z.string(), pages: z.int(), bytes: z.int(), sha256: z.string(), documents: z.array(placedSchema) });
const refusedSchema = z.object({ name: z.string(), code: z.string(), detail: z.string() });

/** What is kept, under its own hash. */
export const manifestSchema = z.object({ groups: z.array(groupSchema), refused: z.array(refusedSchema) });
export type Manifest = z.infer<typeof manifestSchema>;

export const buildAnswerSchema = z.object({ build_id: z.string(), link: z.string(), groups: z.array(groupSchema.extend({ link: z.string() })), refused: z.array(refusedSchema) });
export type BuildAnswer = z.infer<typeof buildAnswerSchema>;

export function toAnswer(buildId: string, manifest: Manifest): BuildAnswer {
  const link = `/labels/build/${buildId}`;
  return { build_id: buildId, link, groups: manifest.groups.map((group) => ({ ...group, link: `${link}/${encodeURIComponent(group.file)}` })), refused: manifest.refused };
}
