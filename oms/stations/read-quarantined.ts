/** A quarantined fact as it came, out of the form in which it is kept. */
import { z } from 'zod';
import { mutationSchema, type Mutation } from '../../domain/wire/sync.ts';

const unstorable = z.object({ unstorableJsonBase64: z.base64() });

/** Throws when the row was tampered with: we wrote it ourselves. */
export function readQuarantined(body: unknown): Mutation {
  const wrapped = unstorable.safeParse(body);
  return mutationSchema.parse(wrapped.success ? JSON.parse(Buffer.from(wrapped.data.unstorableJsonBase64, 'base64').toString('utf8')) : body);
}
