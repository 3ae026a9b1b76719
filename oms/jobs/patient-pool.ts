/**
 * The pool as the job queue sees it. graphile-worker tries a call again after a time-out, but takes a connection that PostgreSQL broke
 * (a crashed backend, a restart) for the end of all things: the result of a finished job is then an unhandled rejection, and its worker
 * ends. So a database that is away is reported as a time-out. Jobs themselves do not work through this pool.
 */
import type { Pool, PoolClient } from '../db/connect.ts';
import { isDatabaseAway } from '../db/connection-errors.ts';

type ConnectCallback = Parameters<Pool['connect']>[0];

export function createPatientPool(pool: Pool): Pool {
  // With a callback it is the listener for new jobs, which comes back by itself.
  const connect = (callback?: ConnectCallback): unknown => (callback ? pool.connect(callback) : asTimeout(pool.connect()).then(makePatient));
  return Object.create(pool, { connect: { value: connect } }) as Pool;
}

function makePatient(client: PoolClient): PoolClient {
  const query = (...args: Parameters<PoolClient['query']>): unknown => asTimeout(client.query(...args) as unknown as Promise<unknown>);
  return new Proxy(client, {
    get: (target, name) => {
      if (name === 'query') return query;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) as unknown : value;
    },
  });
}

async function asTimeout<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    // ETIMEDOUT: graphile-worker's list of what is worth another try (lib.js, RETRYABLE_ERROR_CODES).
    throw isDatabaseAway(error) ? Object.assign(new Error('the database is away', { cause: error }), { code: 'ETIMEDOUT' }) : error;
  }
}
