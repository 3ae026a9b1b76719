/** What /metrics tells of the pipeline: what stands where by the database, how long and how well steps run by this process. */
import type { Db } from '../../db/connect.ts';
import type { Metric } from '../../operations/prometheus-text.ts';
import { stepMetricsOf } from './step-metrics.ts';
import { countOpenSteps } from './step-store.ts';

export async function readStepMetrics(db: Db): Promise<Metric[]> {
  const samples = (await countOpenSteps(db)).map(({ step, state, code, count }) => ({ labels: { step, state, code }, value: count }));
  return [{ name: 'packbench_pipeline_steps', help: 'Steps that have begun and are not done: running, waiting (for stock, a bench), retrying, failed (a person must act), with the reason.', type: 'gauge', samples }];
}

export function readOwnStepMetrics(db: Db): Metric[] {
  return stepMetricsOf(db).read();
}
