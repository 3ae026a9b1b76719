/** Finds orders and products: words that begin as asked, and when there are none, similar ones. */
import { inTransaction } from '../db/in-transaction.ts';
import { toMinorUnits } from '../orders/money.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import type { SearchOrders, SearchProducts } from './search-schemas.ts';
import { foldQuery, searchOrderRows, searchProductRows, setSimilarity, type Match, type OrderHit, type ProductHit } from './search-store.ts';

/** The closer ones first. One wrong letter in the middle of a word of five leaves 0.33. */
const SIMILARITIES = [0.5, 0.3];

export type Found<Hit> = { readonly match: Match; readonly terms: readonly string[]; readonly total: number; readonly hits: readonly Hit[] };

export function findOrders({ db }: Pick<Services, 'db'>, asked: SearchOrders): Promise<Found<OrderHit>> {
  const filters = {
    statuses: asked.status ?? null, channel: asked.channel ?? null, fulfillmentType: asked.fulfillment_type ?? null, from: asked.date_from ?? null, to: asked.date_to ?? null,
    minMinor: inMinor(asked.min_amount, asked.currency, Math.ceil), maxMinor: inMinor(asked.max_amount, asked.currency, Math.floor), currency: asked.currency,
  };
  return inTransaction(db, (tx) => find(tx, asked, (match, terms, page) => searchOrderRows(tx, { match, terms, filters, sort: asked.sort, ...page })));
}

export function findProducts({ db }: Pick<Services, 'db'>, asked: SearchProducts): Promise<Found<ProductHit>> {
  const filters = { productLine: asked.product_line ?? null, minMinor: inMinor(asked.min_price, asked.currency, Math.ceil), maxMinor: inMinor(asked.max_price, asked.currency, Math.floor), currency: asked.currency };
  return inTransaction(db, (tx) => find(tx, asked, (match, terms, page) => searchProductRows(tx, { match, terms, filters, sort: asked.sort, ...page })));
}

type Asked = { readonly query: string; readonly page: number; readonly page_size: number };
type Search<Hit> = (match: Match, terms: readonly string[], page: { readonly limit: number; readonly offset: number }) => Promise<Hit[]>;

async function find<Hit extends { readonly total: number }>(tx: Tx, { query, page, page_size }: Asked, search: Search<Hit>): Promise<Found<Hit>> {
  const terms = await foldQuery(tx, query);
  // Only punctuation: nothing can be like it.
  if (terms.length === 0 && query.trim() !== '') return { match: 'exact', terms, total: 0, hits: [] };
  const asPage = { limit: page_size, offset: (page - 1) * page_size };
  const first: Match = terms.length === 0 ? 'all' : 'exact';
  const hits = await search(first, terms, asPage);
  // A page behind the last one is empty too: that is no reason to look for something else.
  const isNothing = hits.length === 0 && (page === 1 || (await search(first, terms, { limit: 1, offset: 0 })).length === 0);
  if (first === 'all' || !isNothing) return { match: first, terms, total: hits[0]?.total ?? 0, hits };
  for (const similarity of SIMILARITIES) {
    await setSimilarity(tx, similarity);
    const similar = await search('fuzzy', terms, asPage);
    if (similar.length > 0) return { match: 'fuzzy', terms, total: similar[0]?.total ?? 0, hits: similar };
  }
  return { match: 'fuzzy', terms, total: 0, hits: [] };
}

/** An amount finer than its currency is rounded to the side that leaves nothing out that it should leave in. */
function inMinor(amount: number | undefined, currency: string, round: (value: number) => number): number | null {
  if (amount === undefined) return null;
  return toMinorUnits(amount, currency) ?? round(amount * (toMinorUnits(1, currency) ?? 1));
}
