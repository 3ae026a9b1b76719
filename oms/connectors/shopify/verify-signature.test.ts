import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSignedBy } from './verify-signature.ts';

const body = Buffer.from('{"id":820982911946154508}');
const sign = (secret: string): string => createHmac('sha256', secret).update(body).digest('base64');

test('the right secret signs', () => { expect(isSignedBy(body, sign('s1'), ['s1'])).toBe(true); });
test('while a secret is changed, the old and the new one sign', () => {
  expect(isSignedBy(body, sign('old'), ['new', 'old'])).toBe(true);
  expect(isSignedBy(body, sign('new'), ['new', 'old'])).toBe(true);
});
test.each(['', 'AAAA', '!!!', sign('other'), sign('s1').slice(0, -4), Buffer.from(createHmac('sha256', 's1').update(body).digest('hex')).toString('base64')])('%j does not', (signature) => {
  expect(isSignedBy(body, signature, ['s1'])).toBe(false);
});
test('one changed byte is noticed', () => {
  const changed = Buffer.from(body);
  changed[6] = 0x39;
  expect(isSignedBy(changed, sign('s1'), ['s1'])).toBe(false);
});
