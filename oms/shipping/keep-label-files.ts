/** The carrier's label as it came: every byte, under its own hash. What a file is, its bytes tell, because carriers mislabel them. */
import { must } from '../../domain/assert.ts';
import { detectLabelFormat, type CarrierLabel, type LabelFormat } from '../../printers/documents/carrier-label.ts';
import type { Tx } from '../db/connect.ts';
import { insertBlob } from './label-store.ts';

const MEDIA_TYPES: Readonly<Record<LabelFormat, string>> = { zpl: 'application/zpl', epl: 'application/vnd.eltron-epl', pdf: 'application/pdf', png: 'image/png', gif: 'image/gif' };

/** Where the carrier sent no ZPL or no PDF, that field names the file that there is: benches fetch both and look at the bytes. */
export async function keepLabelFiles(tx: Tx, files: readonly CarrierLabel[]): Promise<{ readonly zplSha256: string; readonly pdfSha256: string }> {
  const kept = new Map<LabelFormat, string>();
  for (const file of files) {
    const format = detectLabelFormat(file.bytes) ?? file.format;
    kept.set(format, await insertBlob(tx, MEDIA_TYPES[format], file.bytes));
  }
  const other = kept.get('epl') ?? kept.get('png') ?? kept.get('gif') ?? kept.get('zpl') ?? kept.get('pdf');
  const any = must(other, 'a file of the bought label');
  return { zplSha256: kept.get('zpl') ?? any, pdfSha256: kept.get('pdf') ?? any };
}
