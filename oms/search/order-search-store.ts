/**
 * SQL of the search for orders. Words are looked up in one inverted index. Few hits are all put in order; many are not: an index that has the
 * wanted order is walked along until the page is full.
 */
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';
import type { SimilarWord } from './spelling.ts';

export type OrderHit = Selectable<Database['orders']> & { readonly skus: string[]; readonly product_names: string[]; readonly tracking_numbers: string[]; readonly total: number };
export type Page = { readonly limit: number; readonly offset: number };

/** So many hits are counted and put in order; of more nobody reads the last page. */
const MOST_HITS = 2_000;
/** Words that are looked at more closely. */
const MOST_SIMILAR = 60;
const LOOKS_LIKE = 0.2;

/** What one word of a query may be in the index: words in its place, each as it is or as a beginning. All terms must be found. */
export type Term = { readonly parts: readonly string[]; readonly isPrefix: boolean } | { readonly anyOf: readonly string[] };

/** Folded words have no quote and no backslash. Parts of one term follow each other. */
const termQuery = (term: Term): string => ('anyOf' in term ? `(${term.anyOf.map((word) => `'${word}'`).join(' | ')})` : `(${term.parts.map((part) => `'${part}'`).join(' <-> ')}${term.isPrefix ? ':*' : ''})`);
const asQuery = (terms: readonly Term[]): RawBuilder<unknown> => sql`to_tsquery('simple', ${terms.map(termQuery).join(' & ')})`;
/** The same words, whole. */
const asWholeQuery = (terms: readonly Term[]): RawBuilder<unknown> => asQuery(terms.map((term) => ('anyOf' in term ? term : { ...term, isPrefix: false })));

/** Known words that look like this one, the closest first. pg_trgm compares groups of three letters: two letters in each other's place leave 0.27 of a word of six. */
export async function selectSimilarWords(tx: Tx, word: string): Promise<SimilarWord[]> {
  await sql`SELECT set_config('pg_trgm.similarity_threshold', ${String(LOOKS_LIKE)}, true)`.execute(tx);
  const { rows } = await sql<SimilarWord>`SELECT word, similarity(word, ${word})::float8 AS similarity FROM search_words WHERE word % ${word} ORDER BY similarity DESC, word LIMIT ${MOST_SIMILAR}`.execute(tx);
  return rows;
}

export type OrderFilters = {
  readonly statuses: readonly string[] | null; readonly channel: string | null; readonly fulfillmentType: string | null; readonly from: Date | null; readonly to: Date | null;
  readonly minMinor: number | null; readonly maxMinor: number | null; readonly currency: string;
};
export type OrderSort = 'relevance' | 'newest' | 'oldest' | 'highest' | 'lowest';

/** What an order's summary is made of. */
const ORDER_COLUMNS = sql`o.order_id, o.order_number, o.channel, o.fulfillment_type, o.status, o.is_on_hold, o.hold_reason, o.connector_id, o.external_order_id, o.external_updated_at, o.brand_id, o.customer_name, o.customer_email, o.currency,
  o.subtotal_minor, o.discount_minor, o.shipping_minor, o.tax_minor, o.total_minor, o.shipping_address, o.shipping_latitude, o.shipping_longitude, o.shipping_service_code, o.customer_note, o.gift_message, NULL AS payload,
  o.sourcing_rule_id, o.sourcing_strategy, o.placed_at, o.ship_by, o.released_at, o.created_at, o.updated_at, o.pickup_node_id`;
const ORDER_SORTS: Readonly<Record<OrderSort, RawBuilder<unknown>>> = {
  relevance: sql`h.is_whole DESC, h.placed_at DESC`, newest: sql`h.placed_at DESC`, oldest: sql`h.placed_at`, highest: sql`h.total_minor DESC, h.placed_at DESC`, lowest: sql`h.total_minor, h.placed_at DESC`,
};
/** For more hits than are put in order: along an index, until the page is full. */
const WALKS: Readonly<Record<OrderSort, RawBuilder<unknown>>> = {
  relevance: sql`o.placed_at DESC, o.order_id`, newest: sql`o.placed_at DESC, o.order_id`, oldest: sql`o.placed_at, o.order_id DESC`, highest: sql`o.total_minor DESC, o.placed_at`, lowest: sql`o.total_minor, o.placed_at DESC`,
};

export type OrderSearch = { readonly terms: readonly Term[]; readonly filters: OrderFilters; readonly sort: OrderSort } & Page;

function filterConditions(filters: OrderFilters): RawBuilder<unknown>[] {
  const wanted = [sql`true`];
  if (filters.statuses) wanted.push(sql`o.status = ANY (${filters.statuses}::text[])`);
  if (filters.channel !== null) wanted.push(sql`o.channel = ${filters.channel}`);
  if (filters.fulfillmentType !== null) wanted.push(sql`o.fulfillment_type = ${filters.fulfillmentType}`);
  if (filters.from) wanted.push(sql`o.placed_at >= ${filters.from}`);
  if (filters.to) wanted.push(sql`o.placed_at < ${filters.to}`);
  if (filters.minMinor !== null || filters.maxMinor !== null) wanted.push(sql`o.currency = ${filters.currency} AND o.total_minor BETWEEN ${filters.minMinor ?? 0}::bigint AND ${filters.maxMinor ?? Number.MAX_SAFE_INTEGER}::bigint`);
  return wanted;
}

export type Breadth = 'none' | 'few' | 'many';

/** How many orders have these words, whatever the filters. */
export async function selectBreadth(tx: Tx, terms: readonly Term[]): Promise<Breadth> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM (SELECT FROM order_search s WHERE s.document @@ ${asQuery(terms)} LIMIT ${MOST_HITS + 1}) hits`.execute(tx);
  const found = rows[0]?.n ?? 0;
  return found === 0 ? 'none' : found <= MOST_HITS ? 'few' : 'many';
}

/** All hits, put in order. */
export async function searchFewOrders(tx: Tx, { terms, filters, sort, limit, offset }: OrderSearch): Promise<OrderHit[]> {
  const { rows } = await sql<OrderHit>`WITH found AS MATERIALIZED (SELECT s.order_id, s.document @@ ${asWholeQuery(terms)} AS is_whole FROM order_search s WHERE s.document @@ ${asQuery(terms)} LIMIT ${MOST_HITS}),
    hits AS MATERIALIZED (SELECT o.order_id, o.placed_at, o.total_minor, f.is_whole FROM found f JOIN orders o USING (order_id) WHERE ${sql.join(filterConditions(filters), sql` AND `)}),
    page AS (SELECT h.order_id, row_number() OVER (ORDER BY ${ORDER_SORTS[sort]}, h.order_id) AS place FROM hits h ORDER BY place LIMIT ${limit} OFFSET ${offset})
    SELECT ${hitColumns(sql`(SELECT count(*)::int FROM hits)`)} FROM page JOIN orders o USING (order_id) ORDER BY page.place`.execute(tx);
  return rows;
}

/** One page of many hits, or of all orders. `total`: what is known to be there without counting them all. */
export async function searchManyOrders(tx: Tx, { terms, filters, sort, limit, offset }: OrderSearch): Promise<OrderHit[]> {
  const wanted = sql.join([...filterConditions(filters), ...(terms.length === 0 ? [] : [sql`EXISTS (SELECT FROM order_search s WHERE s.order_id = o.order_id AND s.document @@ ${asQuery(terms)} OFFSET 0)`])], sql` AND `);
  const isFiltered = filterConditions(filters).length > 1;
  const counted = terms.length > 0 && !isFiltered ? sql`${MOST_HITS}::int` : terms.length === 0 ? sql`(SELECT count(*)::int FROM (SELECT FROM orders o WHERE ${wanted} LIMIT ${MOST_HITS}) counted)` : sql`(SELECT ${offset}::int + count(*)::int FROM walk)`;
  const { rows } = await sql<OrderHit>`WITH walk AS MATERIALIZED (SELECT o.order_id, row_number() OVER (ORDER BY ${WALKS[sort]}) AS place FROM orders o WHERE ${wanted} ORDER BY ${WALKS[sort]} LIMIT ${limit + 1} OFFSET ${offset})
    SELECT ${hitColumns(counted)} FROM (SELECT * FROM walk ORDER BY place LIMIT ${limit}) page JOIN orders o USING (order_id) ORDER BY page.place`.execute(tx);
  return rows;
}

function hitColumns(total: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${ORDER_COLUMNS}, ${total} AS total, ARRAY(SELECT i.sku FROM order_items i WHERE i.order_id = o.order_id ORDER BY i.line_number) AS skus,
      ARRAY(SELECT i.product_name FROM order_items i WHERE i.order_id = o.order_id ORDER BY i.line_number) AS product_names,
      ARRAY(SELECT l.tracking_number FROM parcels p JOIN labels l USING (parcel_id) WHERE p.order_id = o.order_id AND NOT l.is_void ORDER BY l.created_at) AS tracking_numbers`;
}
