/** What a job puts on paper, as pictures: for "did this come out?" and for the queue page. Drawn on another thread. */
import type { Previewer } from '../../printers/preview/preview.ts';
import { detectLanguage } from '../../printers/preview/detect-language.ts';
import { readBlob } from '../labels/read-blob.ts';
import type { StationContext } from '../station-context.ts';
import { selectPrintJob } from './print-job-store.ts';

/** Base64 PNG, one a page; empty before its bytes are made and for receipts, which are text. */
export async function readJobPictures(context: StationContext, previewer: Previewer, jobId: string): Promise<{ pngs: string[] }> {
  const bytes = context.db.read((tx) => {
    const sha256 = selectPrintJob(tx, jobId)?.sha256;
    return sha256 === null || sha256 === undefined ? null : readBlob(tx, sha256);
  });
  const language = bytes && detectLanguage(bytes);
  const pictures = bytes && language ? await previewer.preview(language, bytes) : null;
  return { pngs: (pictures ?? []).map((png) => Buffer.from(png).toString('base64')) };
}
