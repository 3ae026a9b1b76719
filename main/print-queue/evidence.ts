/** Reads the evidence baseline that was stored with a job. */
import { z } from 'zod';
import type { Evidence } from '../../printers/drivers/driver.ts';

const evidenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('zebra'), serial: z.string().nullable(), odometerLabels: z.number().nullable() }),
  z.object({ kind: z.literal('ipp'), printerUuid: z.string().nullable(), upTimeSeconds: z.number().nullable(), jobName: z.string(), jobId: z.number().nullable(), isWhole: z.boolean().exactOptional() }),
  z.object({ kind: z.literal('epson'), serial: z.string().nullable() }),
  z.object({ kind: z.literal('spooler'), jobName: z.string() }),
  z.object({ kind: z.literal('none') }),
]);

export function parseEvidence(text: string | null): Evidence {
  return text === null ? { kind: 'none' } : evidenceSchema.parse(JSON.parse(text));
}
