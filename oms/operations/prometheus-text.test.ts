import { expect, test } from 'vitest';
import { createHistogram, writeMetrics } from './prometheus-text.ts';

test('what is measured is written as Prometheus reads it, whatever is in a label', () => {
  expect(writeMetrics([{ name: 'open', help: 'Open\nones.', type: 'gauge', samples: [{ labels: {}, value: 3 }, { labels: { kind: 'a "b"\\\n' }, value: 0.5 }, { labels: {}, value: Infinity }] }]))
    .toBe('# HELP open Open\\nones.\n# TYPE open gauge\nopen 3\nopen{kind="a \\"b\\"\\\\\\n"} 0.5\nopen +Inf\n');
});

test('a histogram counts each value in every bound that it is within', () => {
  const histogram = createHistogram('took_seconds', 'Time.', [0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe({ route: '/x' }, value);
  expect(writeMetrics([histogram.read()]).split('\n').slice(2)).toEqual([
    'took_seconds_bucket{route="/x",le="0.1"} 2', 'took_seconds_bucket{route="/x",le="1"} 3', 'took_seconds_bucket{route="/x",le="+Inf"} 4', 'took_seconds_sum{route="/x"} 7.65', 'took_seconds_count{route="/x"} 4', '',
  ]);
});
