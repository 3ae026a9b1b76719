/** Which request or job a log line belongs to, wherever it is written: kept beside the call, so that no use case hands it on. */
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string | undefined>();

/** `id`: the request's (X-Request-Id), or `job:` and the job's number. */
export function withCorrelation<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** For what a request begins and does not end: timers and loops would carry its id for ever. */
export function withoutCorrelation<T>(work: () => T): T {
  return current.run(undefined, work);
}

/** What every log line carries; nothing outside of requests and jobs. */
export function readCorrelation(): { readonly correlationId?: string } {
  const id = current.getStore();
  return id === undefined ? {} : { correlationId: id };
}
