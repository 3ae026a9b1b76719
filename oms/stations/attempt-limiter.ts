/** Counts wrong guesses per caller, so that a pairing code of 40 bits cannot be tried out. Per process and forgotten at a restart: enough for codes that live ten minutes. */
export type AttemptLimiter = {
  /** True while this caller has had too many wrong guesses. */
  isBlocked(caller: string, nowMs: number): boolean;
  noteWrong(caller: string, nowMs: number): void;
};

export function createAttemptLimiter(limits: { readonly wrongGuesses: number; readonly windowMs: number }): AttemptLimiter {
  const guesses = new Map<string, readonly number[]>();
  const recent = (caller: string, nowMs: number): readonly number[] => (guesses.get(caller) ?? []).filter((atMs) => nowMs - atMs < limits.windowMs);
  return {
    isBlocked: (caller, nowMs) => recent(caller, nowMs).length >= limits.wrongGuesses,
    noteWrong: (caller, nowMs) => {
      // Callers that have been silent for a window are forgotten, so that the map cannot grow without end.
      for (const known of guesses.keys()) if (recent(known, nowMs).length === 0) guesses.delete(known);
      guesses.set(caller, [...recent(caller, nowMs), nowMs]);
    },
  };
}
