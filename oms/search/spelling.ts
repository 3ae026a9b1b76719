/** Which known words a misspelt one may mean. Pure. */
export type SimilarWord = { readonly word: string; readonly similarity: number };

/** Letters that are wrong, missing, too many or in each other's place: one, and one more for every five letters. */
const LETTERS_PER_SLIP = 5;
/** Of groups of three letters. For words that are cut short or misspelt beyond counting. */
const SIMILAR = 0.3;
const NEARLY = 0.15;

/** The words with the fewest slips; when all have too many, those that look most alike. */
export function chooseSpellings(misspelt: string, candidates: readonly SimilarWord[]): string[] {
  const most = 1 + Math.floor(misspelt.length / LETTERS_PER_SLIP);
  const counted = candidates.map(({ word }) => ({ word, slips: countSlips(misspelt, word) })).filter((one) => one.slips <= most);
  const fewest = Math.min(...counted.map((one) => one.slips));
  if (counted.length > 0) return counted.filter((one) => one.slips === fewest).map((one) => one.word);
  const closest = Math.max(...candidates.map((one) => one.similarity));
  return candidates.filter((one) => one.similarity >= SIMILAR && one.similarity >= closest - NEARLY).map((one) => one.word);
}

/** Optimal string alignment distance: Levenshtein's, with two letters in each other's place as one slip. */
export function countSlips(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  let [beforeLast, last] = [[] as number[], b.map((_, index) => index).concat(b.length)];
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const [above, diagonal, beside] = [last[column] ?? 0, last[column - 1] ?? 0, now[column - 1] ?? 0];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      now.push(Math.min(above + 1, beside + 1, diagonal + (isSame ? 0 : 1), isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY));
    }
    [beforeLast, last] = [last, now];
  }
  return last[b.length] ?? 0;
}
