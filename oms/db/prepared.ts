/**
 * Statements that are planned once for each connection instead of each time. Only for those whose text is always the same and whose plan
 * does not depend on the values: keys in, rows out. PostgreSQL spends as long on planning the statements of one order as on running them.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { PoolClient } from 'pg';

const MARK = '/* prepared */';
/** At the head of a statement: this one is worth it. */
export const prepared = sql.raw(`${MARK} `);

const names = new Map<string, string>();

/** From now on this connection prepares what is marked. PostgreSQL forgets it with the connection. */
export function prepareMarked(client: PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const send = (first: unknown, values: unknown, ...rest: unknown[]): unknown =>
    (typeof first === 'string' && first.startsWith(MARK) ? query({ name: nameOf(first), text: first, values }, ...rest) : query(first, values, ...rest));
  Object.assign(client, { query: send });
}

/** 63 bytes are what PostgreSQL takes. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
