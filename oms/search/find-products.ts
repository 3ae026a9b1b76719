/** Finds products: words that begin as asked, and when there are none, similar ones. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { foldQuery } from './query-store.ts';
import type { Found } from './find-orders.ts';
import { searchProductRows, setSimilarity, type ProductHit, type ProductMatch } from './product-search-store.ts';
import { inMinor } from './search-amount.ts';
import type { SearchProducts } from './search-schemas.ts';

/** The closer ones first. One wrong letter in the middle of a word of five leaves 0.33. */
const SIMILARITIES = [0.5, 0.3];

export function findProducts({ db }: Pick<Services, 'db'>, asked: SearchProducts): Promise<Found<ProductHit>> {
  return inTransaction(db, (tx) => find(tx, asked));
}

async function find(tx: Tx, asked: SearchProducts): Promise<Found<ProductHit>> {
  const { query, page, page_size, sort } = asked;
  const terms = await foldQuery(tx, query);
  // Only punctuation: nothing can be like it.
  if (terms.length === 0 && query.trim() !== '') return { match: 'exact', terms, total: 0, hits: [] };
  const filters = { productLine: asked.product_line ?? null, minMinor: inMinor(asked.min_price, asked.currency, Math.ceil), maxMinor: inMinor(asked.max_price, asked.currency, Math.floor), currency: asked.currency };
  const search = (match: ProductMatch, limit: number, offset: number): Promise<ProductHit[]> => searchProductRows(tx, { match, terms, filters, sort, limit, offset });
  const [first, offset] = [terms.length === 0 ? 'all' as const : 'exact' as const, (page - 1) * page_size];
  const hits = await search(first, page_size, offset);
  // A page behind the last one is empty too: that is no reason to look for something else.
  const isNothing = hits.length === 0 && (page === 1 || (await search(first, 1, 0)).length === 0);
  if (first === 'all' || !isNothing) return { match: first, terms, total: hits[0]?.total ?? 0, hits };
  for (const similarity of SIMILARITIES) {
    await setSimilarity(tx, similarity);
    const similar = await search('fuzzy', page_size, offset);
    if (similar.length > 0) return { match: 'fuzzy', terms, total: similar[0]?.total ?? 0, hits: similar };
  }
  return { match: 'fuzzy', terms, total: 0, hits: [] };
}
