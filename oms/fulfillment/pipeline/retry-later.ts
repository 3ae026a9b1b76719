/** An error that says which of the pipeline's codes it is: the queue tries again, and the step shows why it is not done. */
import { STEP_CODES, type StepCode } from '../../../domain/fulfillment/pipeline.ts';
import { isDatabaseAway } from '../../db/connection-errors.ts';

export function retryLater(code: StepCode, message: string): Error {
  return Object.assign(new Error(message), { stepCode: code });
}

/** Somebody else is at work on this very step: to be looked at again, and no news. */
export function busyElsewhere(message: string): Error {
  return Object.assign(new Error(message), { isBusy: true });
}

export function isBusyElsewhere(error: unknown): boolean {
  return error instanceof Error && 'isBusy' in error;
}

export function codeOf(error: unknown): StepCode {
  if (error instanceof Error && 'stepCode' in error && typeof error.stepCode === 'string' && isStepCode(error.stepCode)) return error.stepCode;
  return isDatabaseAway(error) ? 'DatabaseAway' : 'Unexpected';
}

function isStepCode(code: string): code is StepCode {
  return Object.hasOwn(STEP_CODES, code);
}
