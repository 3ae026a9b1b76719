/** Where in a field the searched words are. Pure: a field cut into parts, so that nobody has to escape or to trust markup. */
export type Part = { readonly text: string; readonly is_hit: boolean };
export type Highlight = { readonly field: string; readonly parts: Part[] };

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const SIMILAR = 0.3;

/** `terms`: folded, a term of several parts hits each of them. Fields without a hit are left out. */
export function highlightFields(fields: Readonly<Record<string, string | null>>, terms: readonly string[], isFuzzy: boolean): Highlight[] {
  const words = terms.flatMap((term) => term.split(' '));
  return Object.entries(fields).flatMap(([field, text]) => {
    const parts = text === null ? [] : cut(text, (word) => words.some((term) => isHit(fold(word), term, isFuzzy)));
    return parts.some((part) => part.is_hit) ? [{ field, parts }] : [];
  });
}

function cut(text: string, isHitWord: (word: string) => boolean): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    if (!isHitWord(match[0])) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), is_hit: false });
    parts.push({ text: match[0], is_hit: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), is_hit: false });
  return parts;
}

/** As the database's search_fold, for what it is for: showing. */
function fold(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function isHit(word: string, term: string, isFuzzy: boolean): boolean {
  return word.startsWith(term) || (isFuzzy && similarity(word, term) >= SIMILAR);
}

/** Of trigrams, padded as pg_trgm does. */
function similarity(left: string, right: string): number {
  const [a, b] = [trigrams(left), trigrams(right)];
  const shared = [...a].filter((one) => b.has(one)).length;
  return shared / (a.size + b.size - shared);
}

function trigrams(word: string): Set<string> {
  const padded = `  ${word} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, index) => padded.slice(index, index + 3)));
}
