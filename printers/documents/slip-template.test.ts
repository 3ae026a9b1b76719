import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SLIP_LANGUAGES, type SlipLanguage } from '../../domain/documents/slip-wording.ts';
import type { Brand } from '../../domain/wire/documents.ts';
import { loadPdfium } from '../pdf/rasterise.ts';
import { makePackingSlipPdf } from './packing-slip-pdf.ts';
import { sampleSlip } from './sample-slip.ts';
import { paperForm } from './slip-form.ts';
import { parseSlipTemplate, slipTemplateJsonSchema } from './slip-template.ts';

const FOLDER = new URL('templates/', import.meta.url);
const EXAMPLES = readdirSync(FOLDER).toSorted();

function read(name: string): Brand {
  const template = parseSlipTemplate(readFileSync(new URL(name, FOLDER), 'utf8'));
  if (!template.ok) throw new Error(template.error.join('\n'));
  return template.value;
}

async function textOf(brand: Brand, language: SlipLanguage, paper: 'letter' | 'a4' | '4x6'): Promise<string> {
  const document = await (await loadPdfium()).loadDocument((await makePackingSlipPdf(sampleSlip(brand, language), paperForm(paper, 203))).bytes);
  const text = [...document.pages()].map((page) => page.getText()).join('\n');
  document.destroy();
  // Words stand on lines of their own where the paper is narrow.
  return text.replace(/\s+/g, ' ');
}

test('there are three examples', () => { expect(EXAMPLES.length).toBe(3); });

describe.each(EXAMPLES)('%s', (name) => {
  test.each(['letter', 'a4', '4x6'] as const)('prints on %s in every language, with no letter missing', async (paper) => {
    for (const language of SLIP_LANGUAGES) {
      const made = await makePackingSlipPdf(sampleSlip(read(name), language), paperForm(paper, 203));
      expect([language, made.unprintable]).toEqual([language, []]);
    }
  });

  test('shows the goods, the parts of the kit, gift message, note, box number and where returns go', async () => {
    const brand = read(name);
    const slip = sampleSlip(brand, 'en');
    const text = await textOf(brand, 'en', 'letter');
    const parts = slip.lines.flatMap((line) => [line.title, ...(line.parts ?? []).map((part) => part.title)]);
    for (const wanted of [...parts, slip.giftMessage ?? '', slip.customerNote ?? '', '1 of 2', brand.returnAddress.address1, brand.support.heading, brand.footer]) expect(text).toContain(wanted);
  });
});

test('product lines have their own words for parents and for teachers, in the language of the slip', async () => {
  const brand = read('bramble-and-finch.json');
  const [english, spanish] = [await textOf(brand, 'en', 'a4'), await textOf(brand, 'es', 'a4')];
  expect(english).toContain('Code Breakers: start with sounds');
  expect(english).toContain('For parents: Five minutes a day');
  expect(english).toContain('For teachers: Left-handers sit');
  expect(spanish).toContain('Para docentes: Los zurdos');
});

test('what a template switches off is not on the slip', async () => {
  const text = await textOf(read('north-pine.json'), 'en', 'letter');
  expect(text).not.toContain('SKU-100');
  expect(text).not.toContain('A-01-3');
});

test('a misspelt or wrong field is named with its place', () => {
  const good = JSON.parse(readFileSync(new URL('north-pine.json', FOLDER), 'utf8')) as Record<string, unknown>;
  const problems = (changes: object): readonly string[] => {
    const result = parseSlipTemplate(JSON.stringify({ ...good, ...changes }));
    return result.ok ? [] : result.error;
  };
  expect(problems({ primaryColour: '#000000' }).join()).toContain('primaryColour');
  expect(problems({ primaryColor: 'green' }).join()).toMatch(/^primaryColor: /);
  expect(problems({ translations: { de: {} } }).join()).toContain('translations');
  expect(parseSlipTemplate('{')).toMatchObject({ ok: false });
});

test('the published JSON Schema is the one that templates are checked with', () => {
  const published: unknown = JSON.parse(readFileSync(new URL('../../docs/templates/packing-slip-template.schema.json', import.meta.url), 'utf8'));
  expect(published).toEqual(JSON.parse(JSON.stringify(slipTemplateJsonSchema())));
});
