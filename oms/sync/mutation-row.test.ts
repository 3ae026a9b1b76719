import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mutation } from '../../domain/wire/sync.ts';
import { isStorable, toMutationRow } from './mutation-row.ts';

const CLIENT = '00000000-0000-4000-8000-000000000001';
const plain: Mutation = { mid: 1, op: '00000000-0000-4000-8000-00000000000a', kind: 'PackingStarted', orderId: 'ord_1', baseRev: null, fence: null, v: 1, at: 1_772_463_600_000, body: { type: 'PackingStarted' } };

describe('toMutationRow', () => {
  it('keeps an ordinary fact as it came', () => {
    expect(toMutationRow(CLIENT, plain, { outcome: 'applied', detail: null })).toMatchObject({ kind: 'PackingStarted', order_id: 'ord_1', v: 1, body: '{"type":"PackingStarted"}', device_at: new Date(plain.at) });
    expect(isStorable(plain)).toBe(true);
  });

  it('gives PostgreSQL something it takes, whatever a broken station sends', () => {
    const hostile = fc.record({ kind: fc.string({ unit: 'binary' }), orderId: fc.option(fc.string({ unit: 'binary' })), v: fc.maxSafeInteger(), at: fc.maxSafeInteger(), body: fc.jsonValue({ stringUnit: 'binary' }) });
    fc.assert(fc.property(hostile, (part) => {
      const row = toMutationRow(CLIENT, { ...plain, ...part }, { outcome: 'dead_letter', detail: { problem: part.kind } });
      const texts = [row.kind, row.order_id ?? '', row.body, row.detail ?? ''];
      expect(texts.every((text) => text.isWellFormed() && !text.includes('\u0000') && !/\\u0000|\\ud[89a-f]/i.test(text))).toBe(true);
      expect(Number.isNaN(new Date(row.device_at).getTime())).toBe(false);
      expect(Math.abs(row.v)).toBeLessThanOrEqual(32_768);
    }));
  });

  it('keeps a body that jsonb refuses whole, in a form that can be read back', () => {
    const body = { name: `a\u0000b` };
    const row = toMutationRow(CLIENT, { ...plain, body }, { outcome: 'rejected_invalid', detail: null });
    const kept = JSON.parse(row.body) as { unstorableJsonBase64: string };
    expect(JSON.parse(Buffer.from(kept.unstorableJsonBase64, 'base64').toString())).toEqual(body);
    expect(isStorable({ ...plain, body })).toBe(false);
  });
});
