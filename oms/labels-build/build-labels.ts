/** Groups and merges labels, of orders or of an uploaded ZIP, and keeps the result with a manifest of what went where. */
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { detectLabelFormat } from '../../printers/documents/carrier-label.ts';
import { labelAsPdf } from '../../printers/documents/label-paper.ts';
import type { Services } from '../services.ts';
import { insertResult, selectKnownOrders, selectLabelsOfOrders } from './build-store.ts';
import { toAnswer, type BuildAnswer, type Manifest } from './build-schemas.ts';
import { mergeGroups, type MergedFiles, type SourceFile } from './merge-groups.ts';
import { LABELS_THREAD_LIMITS, startLabelsThread } from './labels-thread.ts';
import { printableName, type UnpackedZip, type ZipRefusal } from './read-zip.ts';
import { REFUSAL_DETAILS, type BuildRefusal } from './refusal-details.ts';

export const MANIFEST_MEDIA_TYPE = 'application/vnd.packbench.labels-build+json';
export const SHEET_MEDIA_TYPE = 'application/vnd.packbench.labels-build+pdf';

export type BuildProblem = { readonly code: 'BadZip' | 'NothingToBuild'; readonly detail: string };
type Refused = { readonly name: string; readonly code: BuildRefusal };
type Sources = { readonly files: readonly SourceFile[]; readonly refused: readonly Refused[] };

/** One group for each carrier and service, because they leave on different trucks. */
export async function buildLabelsOfOrders(services: Services, orderIds: readonly string[]): Promise<Result<BuildAnswer, BuildProblem>> {
  const wanted = [...new Set(orderIds)];
  const sources = await inTransaction(services.db, async (tx): Promise<Sources> => {
    const known = await selectKnownOrders(tx, wanted);
    const labels = await selectLabelsOfOrders(tx, wanted);
    const labelled = new Set(labels.map((label) => label.order_id));
    return {
      files: labels.flatMap((label) => (label.file ? [{
        name: label.tracking_number, group: `${label.carrier_name} ${label.service_name}`, bytes: new Uint8Array(label.file),
        reference: { order_id: label.order_id, order_number: label.order_number, tracking_number: label.tracking_number },
      }] : [])),
      refused: [
        ...wanted.filter((orderId) => !labelled.has(orderId)).map((orderId): Refused => ({ name: printableName(orderId), code: known.has(orderId) ? 'NoLabel' : 'UnknownOrder' })),
        ...labels.filter((label) => label.file === null).map((label): Refused => ({ name: label.tracking_number, code: 'LabelBytesMissing' })),
      ],
    };
  });
  return keep(services, await asPages(sources));
}

/** A carrier may have sent its label as EPL, PNG, GIF or ZPL alone. What cannot be drawn is left to be refused by name. */
async function asPages({ files, refused }: Sources): Promise<Sources> {
  const pages = await Promise.all(files.map(async (file): Promise<SourceFile> => {
    const format = detectLabelFormat(file.bytes);
    if (format === null || format === 'pdf') return file;
    const pdf = await labelAsPdf({ format, bytes: file.bytes });
    return pdf.ok ? { ...file, bytes: pdf.value.bytes } : file;
  }));
  return { files: pages, refused };
}

/** One group for each folder, files in the order of their names. */
export async function buildLabelsOfZip(services: Services, zip: Uint8Array): Promise<Result<BuildAnswer, BuildProblem>> {
  const unpacked = await unzipAside(zip);
  if (!unpacked.ok) return err({ code: 'BadZip', detail: ZIP_DETAILS[unpacked.error] });
  const byName = new Intl.Collator('en', { numeric: true });
  const files = unpacked.value.files.toSorted((one, other) => byName.compare(one.name, other.name))
    .map((file): SourceFile => ({ name: file.name, group: file.name.split('/').slice(0, -1).join('/'), bytes: file.bytes, reference: {} }));
  return keep(services, { files, refused: unpacked.value.refused });
}

async function unzipAside(zip: Uint8Array): Promise<Result<UnpackedZip, ZipRefusal | 'ZipTooHeavy'>> {
  const thread = startLabelsThread(LABELS_THREAD_LIMITS);
  try {
    const answer = await thread.ask({ kind: 'unzip', bytes: zip });
    return answer.ok && answer.value.kind === 'unzipped' ? answer.value.zip : err('ZipTooHeavy');
  } finally {
    await thread.close();
  }
}

const ZIP_DETAILS = {
  NotZip: 'This is no ZIP file, or it was cut off: its directory cannot be read.',
  Zip64: 'This ZIP is of the large kind (zip64); send fewer files.',
  ZipTooHeavy: 'This ZIP takes too long or too much memory to unpack; send fewer files.',
  TooManyFiles: 'This ZIP holds more than 2,000 files; send fewer.',
} as const;

async function keep(services: Services, { files, refused }: Sources): Promise<Result<BuildAnswer, BuildProblem>> {
  const merged = files.length === 0 ? { groups: [], refused: [] } : await mergeGroups(files);
  const allRefused = [...refused, ...merged.refused].map(({ name, code }) => ({ name, code, detail: REFUSAL_DETAILS[code] }));
  if (allRefused.length > 0) services.log.info({ refused: allRefused.map(({ name, code }) => `${name}: ${code}`).slice(0, 50) }, 'labels-build:refused');
  if (merged.groups.length === 0) return err({ code: 'NothingToBuild', detail: `None of the files could be used. ${allRefused.slice(0, 10).map(({ name, detail }) => `${name}: ${detail}`).join(' ')}` });
  const manifest = await inTransaction(services.db, async (tx): Promise<{ readonly id: string; readonly content: Manifest }> => {
    const content: Manifest = { groups: [], refused: allRefused };
    for (const { group, file, ...rest } of nameFiles(merged)) {
      content.groups.push({
        group: group === '' ? 'labels' : group, file, pages: rest.pages, bytes: rest.bytes.length, sha256: await insertResult(tx, SHEET_MEDIA_TYPE, rest.bytes),
        documents: rest.files.map((placed) => ({ name: placed.name, ...placed.reference, first_page: placed.firstPage, pages: placed.pages })),
      });
    }
    return { id: await insertResult(tx, MANIFEST_MEDIA_TYPE, Buffer.from(JSON.stringify(content))), content };
  });
  return ok(toAnswer(manifest.id, manifest.content));
}

/** `Morning/UPS 2` becomes `morning-ups-2.pdf`; a second group of that name gets a number. */
function nameFiles({ groups }: MergedFiles) {
  const used = new Set<string>();
  return groups.map((group) => {
    const plain = group.group.normalize('NFKD').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').toLowerCase().slice(0, 80) || 'labels';
    let file = `${plain}.pdf`;
    for (let number = 2; used.has(file); number += 1) file = `${plain}-${number}.pdf`;
    used.add(file);
    return { ...group, file };
  });
}
