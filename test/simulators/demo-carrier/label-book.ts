/** The carrier's memory: every label it has sold, by idempotency key. Kept in a file when one is given, so that a second start remembers. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const soldLabelSchema = z.object({
  key: z.string(), requestSha256: z.string(), isVoid: z.boolean(), trackingNumber: z.string(), carrierCode: z.string(), carrierName: z.string(), serviceCode: z.string(), serviceName: z.string(),
  costMinor: z.int(), currency: z.string(), files: z.array(z.object({ format: z.enum(['zpl', 'epl', 'pdf', 'png', 'gif']), base64: z.string() })).default([]),
  /** As an older carrier wrote them. */
  zplBase64: z.string().optional(), pdfBase64: z.string().optional(),
  /** When somebody first asked where the box is. */
  firstAskedMs: z.int().optional(),
}).transform(({ zplBase64, pdfBase64, files, ...label }) => ({
  ...label,
  files: files.length > 0 ? files : [...(zplBase64 === undefined ? [] : [{ format: 'zpl' as const, base64: zplBase64 }]), ...(pdfBase64 === undefined ? [] : [{ format: 'pdf' as const, base64: pdfBase64 }])],
}));
export type SoldLabel = z.infer<typeof soldLabelSchema>;

export type LabelBook = {
  all(): readonly SoldLabel[];
  byKey(key: string): SoldLabel | undefined;
  byTrackingNumber(trackingNumber: string): SoldLabel | undefined;
  write(label: SoldLabel): void;
};

export function openLabelBook(stateFile: string | undefined): LabelBook {
  const known = stateFile !== undefined && existsSync(stateFile) ? z.array(soldLabelSchema).parse(JSON.parse(readFileSync(stateFile, 'utf8'))) : [];
  const labels = new Map(known.map((label) => [label.key, label]));
  return {
    all: () => [...labels.values()],
    byKey: (key) => labels.get(key),
    byTrackingNumber: (trackingNumber) => [...labels.values()].find((label) => label.trackingNumber === trackingNumber),
    write: (label) => {
      labels.set(label.key, label);
      if (stateFile !== undefined) replaceFile(stateFile, JSON.stringify([...labels.values()]));
    },
  };
}

/** Whole or not at all, whenever the process dies. */
export function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** From the key, so that a carrier that has lost its memory does not sell the same number for another parcel. */
export function serialOf(key: string): number {
  return Number(createHash('sha256').update(key).digest().readBigUInt64BE(0) % 1_000_000_000_000n);
}
