import { describe, expect, test } from 'vitest';
import { checkTarget, guardedLookup, isPublicAddress } from './guard-target.ts';

const lookUp = (host: string, allowsPrivate: boolean): Promise<string | null> => new Promise((resolve) => {
  guardedLookup({ allowsPrivate })(host, {}, (error) => resolve(error === null ? null : String(error)));
});

describe('where webhooks may go', () => {
  test.each(['127.0.0.1', '127.255.255.254', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001::1', 'not an address', ''])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '172.15.255.255', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each(['https://127.0.0.1/x', 'https://0x7f.1/x', 'https://2130706433/', 'https://0177.0.0.1/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/', 'https://localhost/', 'https://localhost.:8443/', 'http://8.8.8.8/', 'ftp://8.8.8.8/',
    'file:///etc/passwd', 'https://user:word@8.8.8.8/', 'https://no-such-name.invalid/', 'nothing', ''])('%s is refused with a reason', async (url) => {
    expect(await checkTarget(url, { allowsPrivate: false })).toMatchObject({ ok: false, error: expect.stringMatching(/\.$/) });
  });

  test('a public address is taken; private ones only where they are allowed', async () => {
    expect(await checkTarget('https://8.8.8.8/hooks?x=1', { allowsPrivate: false })).toMatchObject({ ok: true, value: { href: 'https://8.8.8.8/hooks?x=1' } });
    expect(await checkTarget('http://127.0.0.1:8080/', { allowsPrivate: true })).toMatchObject({ ok: true });
    expect(await checkTarget('ftp://127.0.0.1/', { allowsPrivate: true })).toMatchObject({ ok: false });
  });

  test('a name that has turned private since it was entered is refused when it is connected to', async () => {
    expect(await lookUp('localhost', false)).toContain('private network');
    expect(await lookUp('localhost', true)).toBeNull();
    expect(await lookUp('no-such-name.invalid', false)).toContain('no-such-name.invalid');
  });
});
