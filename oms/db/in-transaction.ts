/** One unit of work. Deadlocks and serialisation failures are retried: every use case is written to be repeatable. */
import type { Kysely, Transaction } from 'kysely';

const ATTEMPTS = 5;
/** deadlock_detected, serialization_failure (PostgreSQL appendix A). */
const RETRYABLE = ['40P01', '40001'];

export async function inTransaction<D, T>(db: Kysely<D>, work: (tx: Transaction<D>) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (!isRetryable(error) || attempt >= ATTEMPTS) throw error;
    }
  }
}

/** The transaction was only unlucky: the same again may well succeed. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && RETRYABLE.includes(String(error.code));
}
