/**
 * `npm run preview -- DOCUMENT [options]`: draws a document to a PDF, PNG or printer file without a printer or a station.
 * `slip` takes a template and shows an invented order with it; `label` takes a carrier's file and shows what a printer would get.
 */
import '../require-node.mjs';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { parseArgs } from 'node:util';
import { slipLanguageSchema } from '../domain/documents/slip-wording.ts';
import { LABEL_DOCUMENTS, previewDocument, previewLabel, previewSlip, type Preview, type PreviewOptions } from './preview/preview-documents.ts';
import { writePages } from './preview/write-pages.ts';

const USAGE = `Usage: npm run preview -- DOCUMENT [options]

  slip            a packing slip          --template FILE --paper letter|a4|4x6 --language en|es|ru|kk --copy N
  combined        slip and sample label   --layout roll|4x8|letter and the options of slip
  label FILE      a carrier's label       ZPL, EPL, PDF, PNG or GIF, as a printer would get it
  ${LABEL_DOCUMENTS.join(', ')}

  --out FILE      .png (default), .pdf, .zpl or .epl; further pages get a number
  --dpi N         203 (default), 300 or 600`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    template: { type: 'string', default: 'printers/documents/templates/bramble-and-finch.json' }, paper: { type: 'string', default: 'letter' }, language: { type: 'string', default: 'en' }, copy: { type: 'string', default: '1' },
    layout: { type: 'string', default: 'letter' }, out: { type: 'string' }, dpi: { type: 'string', default: '203' }, help: { type: 'boolean', default: false },
  },
});

function stop(problem: string): never {
  console.error(problem);
  process.exit(2);
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  return known.find((candidate) => candidate === value) ?? stop(`--${name} takes ${known.join(', ')}, not "${value}".`);
}

const [document, file] = positionals;
if (values.help || document === undefined) stop(USAGE);
const options: PreviewOptions = {
  templateFile: values.template, paper: oneOf('paper', values.paper, ['letter', 'a4', '4x6']), language: oneOf('language', values.language, slipLanguageSchema.options),
  layout: oneOf('layout', values.layout, ['roll', '4x8', 'letter']), copy: Number(values.copy), dotsPerInch: Number(oneOf('dpi', values.dpi, ['203', '300', '600'])),
};
if (!Number.isInteger(options.copy) || options.copy < 1) stop(`--copy takes a whole number from 1, not "${values.copy}".`);

async function draw(): Promise<Preview> {
  if (document === 'slip' || document === 'combined') return previewSlip(document, options);
  if (document === 'label') {
    if (file === undefined || !existsSync(file)) stop(`preview label needs the carrier's file; there is no ${file ?? 'name given'}.`);
    return previewLabel(readFileSync(file), options);
  }
  const known = LABEL_DOCUMENTS.find((candidate) => candidate === document) ?? stop(`There is no document "${document ?? ''}".\n\n${USAGE}`);
  return previewDocument(known, options);
}

try {
  const preview = await draw();
  const out = values.out ?? `preview/${document === 'label' && file ? basename(file, extname(file)) : document}.png`;
  mkdirSync(dirname(out), { recursive: true });
  for (const { name, bytes } of await writePages(preview.pdf, out, options.dotsPerInch)) {
    writeFileSync(name, bytes);
    console.log(name);
  }
  for (const note of preview.notes) console.log(`  ${note}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
