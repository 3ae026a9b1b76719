/** Slows down who guesses passwords of one e-mail: after so many tries nothing is tried for a while, whether or not there is such a person. */

export const LOGIN_TRIES = 10;
export const LOGIN_WINDOW_MS = 15 * 60_000;
export const LOGIN_LOCK_MS = 15 * 60_000;

/** Tries since `firstAtMs`; a good one forgets them all. */
export type LoginTries = { readonly tries: number; readonly firstAtMs: number; readonly lockedUntilMs: number | null };
export type BrakedTry = { readonly next: LoginTries; /** Null: this one may be tried. */ readonly lockedForMs: number | null };

/** Counted before the password is looked at, so that guesses made at the same time count, too. The last allowed try already sets the lock. */
export function countLoginTry(known: LoginTries | null, nowMs: number): BrakedTry {
  if (known?.lockedUntilMs && known.lockedUntilMs > nowMs) return { next: known, lockedForMs: known.lockedUntilMs - nowMs };
  const isOver = known === null || known.lockedUntilMs !== null || nowMs - known.firstAtMs >= LOGIN_WINDOW_MS;
  const tries = isOver ? 1 : known.tries + 1;
  return { next: { tries, firstAtMs: isOver ? nowMs : known.firstAtMs, lockedUntilMs: tries >= LOGIN_TRIES ? nowMs + LOGIN_LOCK_MS : null }, lockedForMs: null };
}
