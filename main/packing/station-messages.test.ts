import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printerViewSchema } from '../../domain/rpc/station-contract.ts';
import { OUTCOMES } from '../../domain/wire/sync.ts';
import { stationMessagesEn } from '../../renderer/i18n/station-messages-en.ts';

test('every text that the station names in its sources exists', () => {
  const folder = join(import.meta.dirname, '..');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).map((name) => readFileSync(join(folder, name), 'utf8'));
  const named = sources.flatMap((text) => [...text.matchAll(/'((?:accepted|refusal|ignored|print|login|enrol|inbox)\.[\w.]+)'/g)].map((match) => match[1] ?? ''));
  expect(named.length).toBeGreaterThan(8);
  expect([...new Set(named)].filter((key) => !Object.hasOwn(stationMessagesEn, key) && !/\d$/.test(key))).toEqual([]);
});

test('every condition of a printer and every contradiction of the office has its words', () => {
  const wanted = [
    ...printerViewSchema.shape.condition.options.map((condition) => `print.waiting.${condition}`),
    ...OUTCOMES.filter((outcome) => !outcome.startsWith('applied')).map((outcome) => `inbox.${outcome}`),
  ];
  expect(wanted.filter((key) => !Object.hasOwn(stationMessagesEn, key))).toEqual([]);
});
