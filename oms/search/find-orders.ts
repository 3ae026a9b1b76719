/** Finds orders: words that begin as asked, and when no order has them, words that are spelt like them. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { foldQuery } from './query-store.ts';
import { searchFewOrders, searchManyOrders, selectBreadth, selectSimilarWords, type OrderFilters, type OrderHit, type Term } from './order-search-store.ts';
import { inMinor } from './search-amount.ts';
import { chooseSpellings } from './spelling.ts';
import type { SearchOrders } from './search-schemas.ts';

export type Match = 'exact' | 'fuzzy' | 'all';
export type Found<Hit> = { readonly match: Match; readonly terms: readonly string[]; readonly total: number; readonly hits: readonly Hit[] };

/** Of a shorter word every other one is a misspelling. */
const SHORTEST = 3;
const IS_E_MAIL = /^[^@\s]+@[^@\s]+\.[^@\s]{2,}$/;

export function findOrders({ db }: Pick<Services, 'db'>, asked: SearchOrders): Promise<Found<OrderHit>> {
  return inTransaction(db, (tx) => find(tx, asked));
}

async function find(tx: Tx, asked: SearchOrders): Promise<Found<OrderHit>> {
  const words = await foldQuery(tx, asked.query);
  // Only punctuation: nothing can be like it.
  if (words.length === 0) return asked.query.trim() === '' ? toFound('all', words, await searchManyOrders(tx, { ...toSearch(asked), terms: [] })) : toFound('exact', words, []);
  for (const terms of readings(asked.query, words)) {
    const hits = await search(tx, asked, terms);
    if (hits !== null) return toFound('exact', words, hits);
  }
  const similar = await correct(tx, words);
  return toFound('fuzzy', words, (similar && (await search(tx, asked, similar))) ?? []);
}

/** Null: no order at all has these words. None that pass the filters are none. */
async function search(tx: Tx, asked: SearchOrders, terms: readonly Term[]): Promise<readonly OrderHit[] | null> {
  const breadth = await selectBreadth(tx, terms);
  if (breadth === 'none') return null;
  return breadth === 'few' ? searchFewOrders(tx, { ...toSearch(asked), terms }) : searchManyOrders(tx, { ...toSearch(asked), terms });
}

/** A whole e-mail address is first taken for one: half of all words begin as its end does. */
function readings(query: string, words: readonly string[]): Term[][] {
  const asBeginnings = words.map((word): Term => ({ parts: word.split(' '), isPrefix: true }));
  return IS_E_MAIL.test(query.trim()) ? [words.map((word): Term => ({ parts: word.split(' '), isPrefix: false })), asBeginnings] : [asBeginnings];
}

/** Null when there is nothing like one of them. A number is taken as it is: one that is similar is another one. */
async function correct(tx: Tx, words: readonly string[]): Promise<Term[] | null> {
  const terms: Term[] = [];
  for (const part of words.flatMap((word) => word.split(' '))) {
    if (/\d/.test(part) || part.length < SHORTEST) { terms.push({ parts: [part], isPrefix: true }); continue; }
    const spellings = chooseSpellings(part, await selectSimilarWords(tx, part));
    if (spellings.length === 0) return null;
    terms.push({ anyOf: spellings });
  }
  return terms;
}

function toSearch(asked: SearchOrders): { readonly filters: OrderFilters; readonly sort: SearchOrders['sort']; readonly limit: number; readonly offset: number } {
  return {
    filters: {
      statuses: asked.status ?? null, channel: asked.channel ?? null, fulfillmentType: asked.fulfillment_type ?? null, from: asked.date_from ?? null, to: asked.date_to ?? null,
      minMinor: inMinor(asked.min_amount, asked.currency, Math.ceil), maxMinor: inMinor(asked.max_amount, asked.currency, Math.floor), currency: asked.currency,
    },
    sort: asked.sort, limit: asked.page_size, offset: (asked.page - 1) * asked.page_size,
  };
}

function toFound(match: Match, terms: readonly string[], hits: readonly OrderHit[]): Found<OrderHit> {
  return { match, terms, total: hits[0]?.total ?? 0, hits };
}
