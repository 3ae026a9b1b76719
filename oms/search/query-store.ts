/** SQL: a query's words in the spelling of the index (search_fold in the database). */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

/** The query's words in the spelling of the index. What was one word, such as a SKU, stays one: its parts must follow each other. */
export async function foldQuery(db: Db | Tx, query: string): Promise<string[]> {
  const words = query.split(/\s+/).slice(0, 20);
  const { rows } = await sql<{ folded: string }>`SELECT search_fold(w.word) AS folded FROM unnest(${words}::text[]) WITH ORDINALITY AS w(word, place) ORDER BY w.place`.execute(db);
  return rows.map((row) => row.folded).filter((term) => term !== '');
}

