/**
 * The seed's greedy split (section 6.2): the SKU that fewest nodes have comes first, nodes in rank order give what they have, and no
 * more than `maxNodes` are used. Compat allocates so; by default it is only what the search for the cheapest split must beat.
 */
export type Need = { readonly skuIndex: number; readonly units: number };
type Shelf = { readonly unitsBySku: readonly number[] };
export type Share = { /** Position among the ranked nodes. */ readonly rank: number; readonly skuIndex: number; readonly units: number };

export function splitGreedily(needs: readonly Need[], ranked: readonly Shelf[], maxNodes: number): Share[] {
  const shares: Share[] = [];
  const used = new Set<number>();
  const holders = new Map(needs.map(({ skuIndex }) => [skuIndex, countHolders(ranked, skuIndex)]));
  for (const { skuIndex, units } of needs.toSorted((a, b) => (holders.get(a.skuIndex) ?? 0) - (holders.get(b.skuIndex) ?? 0))) {
    let missing = units;
    for (let rank = 0; rank < ranked.length && missing > 0; rank += 1) {
      if (used.size >= maxNodes && !used.has(rank)) continue;
      const taken = Math.min(ranked[rank]?.unitsBySku[skuIndex] ?? 0, missing);
      if (taken <= 0) continue;
      shares.push({ rank, skuIndex, units: taken });
      used.add(rank);
      missing -= taken;
    }
  }
  return shares;
}

function countHolders(ranked: readonly Shelf[], skuIndex: number): number {
  let count = 0;
  for (const { unitsBySku } of ranked) if ((unitsBySku[skuIndex] ?? 0) > 0) count += 1;
  return count;
}
