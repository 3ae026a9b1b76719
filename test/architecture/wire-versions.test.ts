/**
 * What travels between station and OMS changes on purpose only: every form has its fingerprint in docs/protocol/sync.md. Who changes one
 * adds a line to the version history in domain/wire/sync.ts, thinks of the stations that are weeks behind, and then writes it down there.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { factBodySchema } from '../../domain/packing/facts.ts';
import { brandSchema, operatorSchema, packOrderSchema, productSchema } from '../../domain/wire/documents.ts';
import * as sync from '../../domain/wire/sync.ts';
import { stationTelemetrySchema } from '../../domain/wire/telemetry.ts';
import { ROOT } from './source-files.ts';

const page = readFileSync(join(ROOT, 'docs/protocol/sync.md'), 'utf8');
const history = readFileSync(join(ROOT, 'domain/wire/sync.ts'), 'utf8');

const messages = Object.entries(sync).flatMap(([name, value]) => (value instanceof z.ZodType ? [[name.replace(/Schema$/, ''), value] as const] : []));
const bodies = [['packOrder', packOrderSchema], ['product', productSchema], ['operator', operatorSchema], ['brand', brandSchema], ['factBody', factBodySchema], ['stationTelemetry', stationTelemetrySchema]] as const;

/** Of the form that is sent: what a default fills in or a description says is no change of it. */
function fingerprint(schema: z.ZodType): string {
  const form = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return createHash('sha256').update(JSON.stringify(form, (key, value: unknown) => (key === 'description' ? undefined : value))).digest('hex').slice(0, 12);
}

test('every form that travels has the fingerprint that docs/protocol/sync.md says it has', () => {
  const documented = [...page.matchAll(/^\| `(\w+)` \| (\d+) \| `([0-9a-f]{12})` \|/gm)].map((match) => [match[1] ?? '', match[3] ?? '']);
  const actual = [...messages, ...bodies].map(([name, schema]): [string, string] => [name, fingerprint(schema)]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(actual));
});

test('the version history tells of every version up to the present one', () => {
  const told = [...history.matchAll(/^ \* {3}(\d+) {2}/gm)].map((match) => Number(match[1]));
  expect(told).toEqual(Array.from({ length: sync.PROTOCOL_VERSION }, (_, index) => index + 1));
  const documented = [...page.matchAll(/^\| `\w+` \| (\d+) \| `[0-9a-f]{12}` \|/gm)].map((match) => Number(match[1]));
  expect(Math.max(...documented)).toBeLessThanOrEqual(sync.PROTOCOL_VERSION);
});
