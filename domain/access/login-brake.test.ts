/** Guessing passwords: the brake holds however the guesses are spread, and lets go by itself. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countLoginTry, LOGIN_LOCK_MS, LOGIN_TRIES, LOGIN_WINDOW_MS, type LoginTries } from './login-brake.ts';
import { findPasswordFault } from './password-rules.ts';

describe('the brake on guesses', () => {
  test('in any stretch of the window no more guesses are tried than two locks apart allow', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 300 }), (pausesMs) => {
      let nowMs = 0;
      let state: LoginTries | null = null;
      const triedAtMs: number[] = [];
      for (const pauseMs of pausesMs) {
        nowMs += pauseMs;
        const counted = countLoginTry(state, nowMs);
        state = counted.next;
        if (counted.lockedForMs === null) triedAtMs.push(nowMs);
      }
      // The end of one count and the start of the next may meet in one window, but no third.
      const most = Math.max(0, ...triedAtMs.map((fromMs) => triedAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + LOGIN_WINDOW_MS).length));
      expect(most).toBeLessThan(2 * LOGIN_TRIES);
    }));
  });

  test('locks after the tenth try, says for how long, and begins anew afterwards', () => {
    let state: LoginTries | null = null;
    for (let tried = 0; tried < LOGIN_TRIES; tried += 1) {
      const counted = countLoginTry(state, 1_000);
      expect(counted.lockedForMs).toBeNull();
      state = counted.next;
    }
    expect(countLoginTry(state, 61_000)).toEqual({ next: state, lockedForMs: LOGIN_LOCK_MS - 60_000 });
    expect(countLoginTry(state, 1_000 + LOGIN_LOCK_MS)).toMatchObject({ lockedForMs: null, next: { tries: 1, lockedUntilMs: null } });
  });
});

describe('a password', () => {
  test.each([
    ['short', 'TooShort'], ['a'.repeat(20), 'OneCharacter'], ['x'.repeat(190) + 'abcdefghijk', 'TooLong'], ['Me@Shop.example-1', 'IsTheAddress'], ['correct horse battery', null], ['пароль из слов', null],
  ])('%j: %s', (password, fault) => {
    expect(findPasswordFault(password, 'me@shop.example')).toBe(fault);
  });
});
