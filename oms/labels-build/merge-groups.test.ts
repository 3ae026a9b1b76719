import { deflateSync } from 'node:zlib';
import { PDFDocument } from 'pdf-lib';
import PDFKitDocument from 'pdfkit';
import { expect, test } from 'vitest';
import { decodeBarcodes, renderPdf } from '../../test/support/decode.ts';
import { carrierPdf } from '../../test/fixtures/documents/slip-content.ts';
import { mergeGroups, type SourceFile } from './merge-groups.ts';

const file = (name: string, bytes: Uint8Array, group = ''): SourceFile => ({ name, group, bytes, reference: {} });

async function lockedPdf(): Promise<Uint8Array> {
  const document = new PDFKitDocument({ userPassword: 'secret' });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve) => { document.on('end', resolve); });
  document.text('locked').end();
  await done;
  return Buffer.concat(chunks);
}

async function blankPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage();
  return document.save();
}

/** An object stream of a few hundred kilobytes that unpacks to 200 MB. */
function bombPdf(): Uint8Array {
  const packed = deflateSync(Buffer.alloc(200_000_000), { level: 9 });
  return Buffer.concat([Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`), packed, Buffer.from('\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF')]);
}

/** Pages that are their own parents: a reader that follows them never ends. */
function endlessPdf(): Uint8Array {
  return Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF');
}

test('labels come out in their groups and order, with their pages named, and what cannot be used is named with its reason', async () => {
  const [one, two] = [await carrierPdf('PB9400100000000000017'), await carrierPdf('PB9400100000000000024')];
  const { groups, refused } = await mergeGroups([
    file('a.pdf', one, 'ups'), file('broken.pdf', one.subarray(0, 600), 'ups'), file('note.txt', Buffer.from('hello'), 'ups'), file('b.pdf', two, 'ups'),
    file('locked.pdf', await lockedPdf(), 'usps'), file('bomb.pdf', bombPdf(), 'usps'), file('blank.pdf', await blankPdf(), 'usps'), file('endless.pdf', endlessPdf(), 'usps'), file('c.pdf', one, 'usps'),
  ]);
  expect(refused).toEqual([
    { name: 'broken.pdf', code: 'PdfBroken' }, { name: 'note.txt', code: 'NotPdf' }, { name: 'locked.pdf', code: 'PdfEncrypted' }, { name: 'bomb.pdf', code: 'PdfBomb' }, { name: 'blank.pdf', code: 'PdfWithoutPages' }, { name: 'endless.pdf', code: 'PdfBroken' },
  ]);
  expect(groups.map(({ group, pages, files }) => [group, pages, files.map(({ name, firstPage }) => [name, firstPage])])).toEqual([['ups', 2, [['a.pdf', 1], ['b.pdf', 2]]], ['usps', 1, [['c.pdf', 1]]]]);
  const pages = await renderPdf(groups[0]?.bytes ?? new Uint8Array(), { dotsPerInch: 300 });
  expect(await Promise.all(pages.map(async (page) => (await decodeBarcodes(page)).map((code) => code.text)))).toEqual([['PB9400100000000000017'], ['PB9400100000000000024']]);
});

test('the same labels give the same bytes', async () => {
  const files = [file('a.pdf', await carrierPdf('PB9400100000000000017')), file('b.pdf', await carrierPdf('PB9400100000000000024'))];
  const [first, second] = [await mergeGroups(files), await mergeGroups(files)];
  expect(Buffer.from(first.groups[0]?.bytes ?? []).equals(Buffer.from(second.groups[0]?.bytes ?? []))).toBe(true);
});

/** Reading it takes more memory than its thread has; it is of a size that any upload may have. */
function fatPdf(): Uint8Array {
  const objects = Array.from({ length: 100_000 }, (_, index) => `${index + 10} 0 obj\n[${'1 '.repeat(60)}]\nendobj\n`);
  return Buffer.from(`%PDF-1.4\n${objects.join('')}1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF`);
}

test('a file that kills its thread is refused by name, and the others come out as if it had not been there', async () => {
  const [one, two] = [await carrierPdf('PB9400100000000000017'), await carrierPdf('PB9400100000000000024')];
  const limits = { longestMs: 60_000, heapMegabytes: 32 };
  const { groups, refused } = await mergeGroups([file('a.pdf', one), file('fat.pdf', fatPdf()), file('b.pdf', two)], limits);
  expect(refused).toEqual([{ name: 'fat.pdf', code: 'PdfCrashed' }]);
  expect(groups.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).toEqual((await mergeGroups([file('a.pdf', one), file('b.pdf', two)], limits)).groups.map(({ bytes }) => Buffer.from(bytes).toString('base64')));
});

test('files that take too long are refused by name, and after five of them the rest is given up too: that is an attack', async () => {
  const label = await carrierPdf('PB9400100000000000017');
  const { groups, refused } = await mergeGroups(Array.from({ length: 7 }, (_, index) => file(`${index}.pdf`, label)), { longestMs: 1, heapMegabytes: 32 });
  expect([groups, refused.map(({ code }) => code)]).toEqual([[], [...Array.from({ length: 5 }, () => 'PdfTooSlow'), 'BuildAbandoned', 'BuildAbandoned']]);
});
