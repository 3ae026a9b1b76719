/** What every benchmark hands back: rows with percentiles, each with its ratio to the baseline of the same run. */
export type BenchRow = { readonly label: string; readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number; readonly ratio?: number };
export type BenchResult = { readonly name: string; readonly rows: readonly BenchRow[]; readonly notes: readonly string[] };

/** Nearest-rank percentile of unsorted samples; NaN when there are none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export function summarise(label: string, samplesMs: readonly number[], baselineP50Ms?: number): BenchRow {
  const p50Ms = percentile(samplesMs, 0.5);
  return { label, p50Ms, p95Ms: percentile(samplesMs, 0.95), p99Ms: percentile(samplesMs, 0.99), ...(baselineP50Ms === undefined ? {} : { ratio: p50Ms / baselineP50Ms }) };
}
