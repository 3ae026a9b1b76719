/** An order's steps as they stand, also those that have not begun. Pure. */
import { isStepOfPart, STEP_NAMES, type StepCode, type StepName, type StepState } from '../../../domain/fulfillment/pipeline.ts';
import type { PartRow, StepNowRow } from './step-store.ts';

export type PartName = { readonly nodeId: string; readonly nodeCode: string };
export type ListedStep = {
  readonly step: StepName; /** Null: the whole order's, or of a part that no node has yet. */ readonly part: PartName | null; readonly state: StepState | 'pending'; readonly attempts: number;
  readonly startedAt: Date | null; readonly finishedAt: Date | null; readonly code: StepCode | null; readonly message: string | null;
};

const NOTHING = { attempts: 0, startedAt: null, finishedAt: null, code: null, message: null };

/** In the order of the steps, the parts of a step by node. */
export function listSteps(rows: readonly StepNowRow[], parts: readonly PartRow[]): readonly ListedStep[] {
  return STEP_NAMES.flatMap((step): ListedStep[] => {
    if (!isStepOfPart(step) || parts.length === 0) return [toStep(step, null, rows.find((row) => row.step === step && row.node_id === ''))];
    return parts.map((part) => atBench(toStep(step, { nodeId: part.node_id, nodeCode: part.node_code }, rows.find((row) => row.step === step && row.node_id === part.node_id)), part));
  });
}

function toStep(step: StepName, part: PartName | null, row: StepNowRow | undefined): ListedStep {
  if (!row) return { step, part, state: 'pending', ...NOTHING };
  return { step, part, state: row.state, attempts: row.attempts, startedAt: row.started_at, finishedAt: row.finished_at, code: row.code, message: row.message };
}

/** A bench may have given its order back: then the step waits for the next one. */
function atBench(step: ListedStep, part: PartRow): ListedStep {
  if (step.step !== 'fulfillment_creation' || step.state !== 'done' || part.has_lease || part.open_parcel_ids.length === 0) return step;
  return { ...step, state: 'waiting', code: 'NoBench', message: `No bench of ${part.node_code} has the order at present.` };
}
