import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { APP_ORIGIN, CONTENT_SECURITY_POLICY, isAllowedHome, isAllowedNavigation, screenFileOf } from './security.ts';

const HOME = `${APP_ORIGIN}/`;

describe('the kiosk stays where it was opened', () => {
  test.each(['packbench://station/', 'packbench://station/index.html#token=x'])('%s is its own page', (target) => {
    expect(isAllowedNavigation(target, HOME)).toBe(true);
  });

  test.each([
    'https://example.com/', 'http://127.0.0.1:4410/', 'file:///etc/passwd', 'packbench://elsewhere/', 'javascript:alert(1)', 'data:text/html,x', 'about:blank', '', 'not an address',
    'packbench://user@station/', 'packbench://station.example.com/',
  ])('%s is refused', (target) => {
    expect(isAllowedNavigation(target, HOME)).toBe(false);
  });

  test('a page of a running station may reload itself but not change its port', () => {
    expect(isAllowedNavigation('http://127.0.0.1:4410/#token=a', 'http://127.0.0.1:4410/')).toBe(true);
    expect(isAllowedNavigation('http://127.0.0.1:4411/', 'http://127.0.0.1:4410/')).toBe(false);
  });

  test.each(['https://station.example.com/', 'http://192.0.2.7:4410/', 'file:///tmp/x.html', 'http://127.0.0.1.example.com/', 'http://a@127.0.0.1/'])('it is never opened on %s', (home) => {
    expect(isAllowedHome(home)).toBe(false);
  });
});

describe('only files of the screens are served', () => {
  test('the root is the page itself', () => {
    expect(screenFileOf(`${APP_ORIGIN}/`)).toBe('index.html');
    expect(screenFileOf(`${APP_ORIGIN}/assets/index-1.js`)).toBe('assets/index-1.js');
  });

  test.each(['/..%2f..%2fsecret', '/%2e%2e%2fsecret', '/a//b', '/c:%5Cwindows', '/a%00.js', '/%', '/..%5c..%5csecret'])('%s is not one', (path) => {
    expect(screenFileOf(APP_ORIGIN + path)).toBeNull();
  });

  test('no address whatever leads out of the folder', () => {
    fc.assert(fc.property(fc.webPath(), fc.string(), (path, tail) => {
      expect((screenFileOf(`${APP_ORIGIN}${path}${tail}`) ?? '').split('/')).not.toContain('..');
    }));
  });
});

test('the policy allows no script but our own files', () => {
  expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self'");
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|https?:|\*/);
});
