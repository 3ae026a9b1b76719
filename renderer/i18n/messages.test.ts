import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { ACCEPTED_CODES, REFUSAL_CODES } from '../../domain/packing/refusals.ts';
import { screenMessagesEn } from './screen-messages-en.ts';
import { screenMessagesEs } from './screen-messages-es.ts';
import { stationMessagesEn } from './station-messages-en.ts';
import { stationMessagesEs } from './station-messages-es.ts';
import { countedText, screenText, translate } from './translate.ts';

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted();
const PAIRS: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>])[] = [
  ['screen', screenMessagesEn, screenMessagesEs], ['station', stationMessagesEn, stationMessagesEs],
];

describe.each(PAIRS)('the %s texts', (_name, english, spanish) => {
  test('are complete in both languages', () => {
    expect(Object.keys(spanish).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  test('name the same values in both languages', () => {
    for (const [key, text] of Object.entries(english)) expect([key, ...placeholders(spanish[key] ?? '')]).toEqual([key, ...placeholders(text)]);
  });

  test('are never empty', () => {
    for (const text of [...Object.values(english), ...Object.values(spanish)]) expect(text.trim()).not.toBe('');
  });
});

test('no screen text hides a station text', () => {
  expect(Object.keys(screenMessagesEn).filter((key) => Object.hasOwn(stationMessagesEn, key))).toEqual([]);
});

test('every refusal has a title and an advice, and every acceptance a text', () => {
  const wanted = [...REFUSAL_CODES.flatMap((code) => [`refusal.${code}.title`, `refusal.${code}.advice`]), ...ACCEPTED_CODES.map((code) => `accepted.${code}`)];
  expect(wanted.filter((key) => !Object.hasOwn(stationMessagesEn, key))).toEqual([]);
});

test('values are filled in and numbers written in the language', () => {
  expect(screenText('en', 'remaining.of', { packed: 1_200, total: 3_400 })).toBe('1,200 of 3,400 packed');
  expect(countedText('en', 'sync.facts', 1)).toBe('1 fact waiting');
  expect(countedText('es', 'sync.facts', 3)).toBe('3 hechos en espera');
});

test('a message of a newer station is shown with its key, not hidden', () => {
  expect(translate('en', { key: 'accepted.Teleported', values: { name: 'Owl' } })).toBe('accepted.Teleported Owl');
});

test('a value that looks like a placeholder or a name of Object is not filled twice', () => {
  expect(translate('en', { key: 'accepted.SignedIn', values: { name: '{name} {toString}' } })).toBe('Hello {name} {toString}.');
});

describe('components', () => {
  const folder = join(import.meta.dirname, '../station');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx') && !name.includes('fixtures'));

  test('say nothing that is not in the language files', () => {
    expect(files.flatMap((name) => spokenTexts(join(folder, name)).map((text) => `${name}: ${text}`))).toEqual([]);
  });
});

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;
const SPOKEN_ATTRIBUTES = ['aria-label', 'title', 'alt', 'placeholder', 'label'];

/** Texts with a letter in them, written between tags or in an attribute that is read out. */
function spokenTexts(path: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) { value.forEach(visit); return; }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (node.type === 'JSXText') found.push(String(node['value']));
    if (node.type === 'JSXAttribute' && SPOKEN_ATTRIBUTES.includes(String((node['name'] as Node)['name']))) {
      const given = node['value'] as Node | null;
      if (given?.type === 'Literal') found.push(String(given['value']));
    }
    Object.values(node).forEach(visit);
  };
  visit(parseSync(path, readFileSync(path, 'utf8')).program);
  return found.filter((text) => /\p{L}/u.test(text));
}
