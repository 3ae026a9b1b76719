import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeIpp, encodeIpp, type IppMessage, type IppValue } from './ipp-codec.ts';

const value: fc.Arbitrary<IppValue> = fc.oneof(
  fc.record({ tag: fc.constantFrom(0x21, 0x23), kind: fc.constant('integer' as const), integer: fc.integer() }),
  fc.record({ tag: fc.constant(0x22), kind: fc.constant('boolean' as const), boolean: fc.boolean() }),
  fc.record({ tag: fc.constantFrom(0x41, 0x42, 0x44, 0x45, 0x49), kind: fc.constant('text' as const), text: fc.string({ unit: 'grapheme', maxLength: 40 }) }),
  fc.record({ tag: fc.constantFrom(0x30, 0x31, 0x32, 0x33, 0x10, 0x13), kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 20 }) }),
);
const attribute = fc.record({ name: fc.stringMatching(/^[a-z][a-z-]{0,20}$/), values: fc.array(value, { minLength: 1, maxLength: 4 }) });
const message: fc.Arbitrary<IppMessage> = fc.record({
  version: fc.constantFrom(0x0101, 0x0200), code: fc.integer({ min: 0, max: 0xffff }), requestId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  groups: fc.array(fc.record({ tag: fc.constantFrom(1, 2, 4, 5), attributes: fc.array(attribute, { maxLength: 4 }) }), { maxLength: 4 }),
  data: fc.uint8Array({ maxLength: 60 }),
});

describe('IPP on the wire', () => {
  test('every message comes back as it was', () => {
    fc.assert(fc.property(message, (sent) => { expect(decodeIpp(encodeIpp(sent))).toEqual({ ok: true, value: sent }); }));
  });

  test('a message cut short is never taken for a whole one', () => {
    fc.assert(fc.property(message, fc.nat(), (sent, cut) => {
      const bytes = encodeIpp({ ...sent, data: new Uint8Array() });
      expect(decodeIpp(bytes.subarray(0, cut % bytes.length)).ok).toBe(false);
    }));
  });

  test('noise gets a refusal, not an exception', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => { expect(typeof decodeIpp(noise).ok).toBe('boolean'); }));
  });
});
