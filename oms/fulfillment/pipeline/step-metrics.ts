/** How long the pipeline's steps take and how often they fail, as this process has seen it. */
import type { StepCode, StepName } from '../../../domain/fulfillment/pipeline.ts';
import type { Db } from '../../db/connect.ts';
import { createHistogram, type Metric } from '../../operations/prometheus-text.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export type StepMetrics = { observe(step: StepName, seconds: number): void; fail(step: StepName, code: StepCode): void; read(): Metric[] };

export function createStepMetrics(): StepMetrics {
  const durations = createHistogram('packbench_pipeline_step_duration_seconds', 'Time of one run of a step of the fulfilment pipeline; repeats that had nothing to do are runs too.', SECONDS);
  const failures = new Map<string, { readonly labels: { readonly step: StepName; readonly code: StepCode }; count: number }>();
  return {
    observe: (step, seconds) => durations.observe({ step }, seconds),
    fail: (step, code) => {
      const key = `${step} ${code}`;
      const found = failures.get(key) ?? { labels: { step, code }, count: 0 };
      found.count += 1;
      failures.set(key, found);
    },
    read: () => [durations.read(), {
      name: 'packbench_pipeline_step_failures_total', help: 'Runs of a step that ended without its being done, by the reason.', type: 'counter', samples: [...failures.values()].map(({ labels, count }) => ({ labels, value: count })),
    }],
  };
}

const byDatabase = new WeakMap<Db, StepMetrics>();

/** An environment's own: its database is what tells it from the others of this process. */
export function stepMetricsOf(db: Db): StepMetrics {
  const found = byDatabase.get(db) ?? createStepMetrics();
  byDatabase.set(db, found);
  return found;
}
