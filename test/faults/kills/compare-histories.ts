/** Holds what the office has against what the bench was told is saved. */

export type HistoryDifference = { readonly lost: number; readonly doubled: number; readonly reordered: number };

/** Both in order. What both hold is then compared place by place. */
export function compareHistories(promised: readonly string[], found: readonly string[]): HistoryDifference {
  const missing = subtract(promised, found);
  const surplus = subtract(found, promised);
  const left = keepFirst(promised, missing);
  const right = keepFirst(found, surplus);
  return { lost: sum(missing), doubled: sum(surplus), reordered: left.filter((entry, index) => entry !== right[index]).length };
}

function count(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of list) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  return counts;
}

function subtract(from: readonly string[], what: readonly string[]): Map<string, number> {
  const others = count(what);
  return new Map([...count(from)].map(([entry, times]) => [entry, Math.max(0, times - (others.get(entry) ?? 0))]));
}

/** The list without its last occurrences of what is too many. */
function keepFirst(list: readonly string[], tooMany: ReadonlyMap<string, number>): string[] {
  const left = new Map(tooMany);
  return list.toReversed().filter((entry) => {
    const rest = left.get(entry) ?? 0;
    left.set(entry, rest - 1);
    return rest <= 0;
  }).toReversed();
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);
