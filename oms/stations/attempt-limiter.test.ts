import { describe, expect, it } from 'vitest';
import { createAttemptLimiter } from './attempt-limiter.ts';

describe('the limiter of pairing code guesses', () => {
  it('blocks a caller after too many wrong guesses, nobody else, and not for ever', () => {
    const limiter = createAttemptLimiter({ wrongGuesses: 3, windowMs: 1_000 });
    for (const atMs of [0, 10, 20]) {
      expect(limiter.isBlocked('a', atMs)).toBe(false);
      limiter.noteWrong('a', atMs);
    }
    expect(limiter.isBlocked('a', 30)).toBe(true);
    expect(limiter.isBlocked('b', 30)).toBe(false);
    expect(limiter.isBlocked('a', 999)).toBe(true);
    expect(limiter.isBlocked('a', 1_001)).toBe(false);
  });
});
