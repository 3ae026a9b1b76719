/** SQL of the search for products: words that begin as asked (full text), or similar ones (trigrams over the text of each product). */
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../db/connect.ts';

export type ProductMatch = 'exact' | 'fuzzy' | 'all';
export type ProductHit = { readonly sku: string; readonly name: string; readonly gtin: string; readonly product_line: string | null; readonly unit_price_minor: number; readonly currency: string; readonly total: number };

/** Of more than this nobody reads the last page, and sorting them all would take longer than finding them. */
const CANDIDATES = 2_000;

/** For the rest of the transaction: from when on a word is similar, 0 to 1. */
export async function setSimilarity(tx: Tx, similarity: number): Promise<void> {
  await sql`SELECT set_config('pg_trgm.word_similarity_threshold', ${String(similarity)}, true)`.execute(tx);
}

/** Folded words have no quote and no backslash. */
const prefixQuery = (terms: readonly string[]): RawBuilder<unknown> => sql`to_tsquery('simple', ${terms.map((term) => `(${term.split(' ').map((part) => `'${part}'`).join(' <-> ')}:*)`).join(' & ')})`;

function matching(match: ProductMatch, terms: readonly string[]): RawBuilder<unknown> {
  if (match === 'all') return sql`true`;
  return match === 'exact' ? sql`s.document @@ ${prefixQuery(terms)}` : sql`(${sql.join(terms.map((term) => sql`${term} <% s.words`), sql` AND `)})`;
}

function score(match: ProductMatch, terms: readonly string[]): RawBuilder<unknown> {
  if (match === 'all') return sql`0::real`;
  return match === 'exact' ? sql`ts_rank(s.document, ${prefixQuery(terms)})` : sql`word_similarity(${terms.join(' ')}, s.words)`;
}

export type ProductFilters = { readonly productLine: string | null; readonly minMinor: number | null; readonly maxMinor: number | null; readonly currency: string };
export type ProductSort = 'relevance' | 'name' | 'highest' | 'lowest';

const PRODUCT_SORTS: Readonly<Record<ProductSort, RawBuilder<unknown>>> = { relevance: sql`h.score DESC, h.name`, name: sql`h.name`, highest: sql`h.unit_price_minor DESC, h.name`, lowest: sql`h.unit_price_minor, h.name` };

export async function searchProductRows(tx: Tx, asked: { readonly match: ProductMatch; readonly terms: readonly string[]; readonly filters: ProductFilters; readonly sort: ProductSort; readonly limit: number; readonly offset: number }): Promise<ProductHit[]> {
  const { match, terms, filters } = asked;
  const wanted = [sql`${matching(match, terms)}`];
  if (filters.productLine !== null) wanted.push(sql`o.product_line = ${filters.productLine}`);
  if (filters.minMinor !== null || filters.maxMinor !== null) wanted.push(sql`o.currency = ${filters.currency} AND o.unit_price_minor BETWEEN ${filters.minMinor ?? 0}::bigint AND ${filters.maxMinor ?? Number.MAX_SAFE_INTEGER}::bigint`);
  const { rows } = await sql<ProductHit>`WITH hits AS MATERIALIZED (SELECT o.sku, o.name, o.gtin, o.product_line, o.unit_price_minor, o.currency, ${score(match, terms)} AS score
      FROM product_search s JOIN products o USING (sku) WHERE ${sql.join(wanted, sql` AND `)} LIMIT ${CANDIDATES})
    SELECT h.sku, h.name, h.gtin, h.product_line, h.unit_price_minor, h.currency, (SELECT count(*)::int FROM hits) AS total FROM hits h ORDER BY ${PRODUCT_SORTS[asked.sort]}, h.sku LIMIT ${asked.limit} OFFSET ${asked.offset}`.execute(tx);
  return rows;
}
