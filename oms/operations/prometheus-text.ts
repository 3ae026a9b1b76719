/** Prometheus text format 0.0.4: samples to text, and a histogram that counts in this process. Pure. */
export type Labels = Readonly<Record<string, string>>;
export type Sample = { readonly labels: Labels; readonly value: number };
export type Metric = { readonly name: string; readonly help: string; readonly type: 'gauge' | 'counter' | 'histogram'; readonly samples: readonly (Sample & { readonly suffix?: string })[] };

export function writeMetrics(metrics: readonly Metric[]): string {
  return metrics.map(({ name, help, type, samples }) => [`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`, `# TYPE ${name} ${type}`,
    ...samples.map((sample) => `${name}${sample.suffix ?? ''}${writeLabels(sample.labels)} ${writeValue(sample.value)}`)].join('\n')).join('\n').concat('\n');
}

function writeLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function writeValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}

export type Histogram = { observe(labels: Labels, value: number): void; read(): Metric };

/** `bounds`: ascending, without +Inf. */
export function createHistogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const series = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number; count: number }>();
  return {
    observe: (labels, value) => {
      const key = JSON.stringify(labels);
      const found = series.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
      series.set(key, found);
      // Cumulative, as the format wants it.
      bounds.forEach((bound, index) => { if (value <= bound) found.counts[index] = (found.counts[index] ?? 0) + 1; });
      found.sum += value;
      found.count += 1;
    },
    read: () => ({
      name, help, type: 'histogram',
      samples: [...series.values()].flatMap(({ labels, counts, sum, count }) => [
        ...bounds.map((bound, index) => ({ suffix: '_bucket', labels: { ...labels, le: String(bound) }, value: counts[index] ?? 0 })),
        { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count }, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: count },
      ]),
    }),
  };
}
