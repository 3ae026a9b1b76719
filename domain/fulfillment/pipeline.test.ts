import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStepOfPart, mayFollow, nextStep, stateOfCode, stateOfPipeline, STEP_CODES, STEP_NAMES, STEP_STATES, UNDO_ORDER, type StepCode, type StepNow } from './pipeline.ts';

const steps = fc.array(fc.record({ step: fc.constantFrom(...STEP_NAMES), state: fc.constantFrom(...STEP_STATES, 'pending' as const) }), { maxLength: 12 });

describe('the pipeline', () => {
  test('undoes in reverse, and its parts come after the whole order\'s steps', () => {
    expect([UNDO_ORDER.toReversed(), STEP_NAMES.map(isStepOfPart)]).toEqual([STEP_NAMES, [false, false, true, true, true]]);
  });

  test('what is done stays done until it is undone, and nothing is undone that never began', () => {
    expect([STEP_STATES.filter((to) => mayFollow('done', to)), mayFollow(null, 'undone')]).toEqual([['done', 'undone'], false]);
  });

  test('every code says who acts; the queue\'s last try makes it a person, and waiting for the world never does', () => {
    for (const code of Object.keys(STEP_CODES) as StepCode[]) {
      const last = stateOfCode(code, true);
      expect(last).toBe(STEP_CODES[code] === 'when_the_world_changes' ? 'waiting' : 'failed');
    }
  });

  test('a failed step shows whatever the others do, and only a pipeline whose every step is done is done', () => {
    fc.assert(fc.property(steps, (all: readonly StepNow[]) => {
      const state = stateOfPipeline(all);
      expect(state === 'stopped').toBe(all.some((one) => one.state === 'failed'));
      expect(state === 'done').toBe(all.length > 0 && all.every((one) => one.state === 'done'));
    }));
  });

  test('the next step is the first that is missing or not done', () => {
    fc.assert(fc.property(steps, (all: readonly StepNow[]) => {
      const next = nextStep(all);
      const isDone = (name: string): boolean => all.some((one) => one.step === name) && all.every((one) => one.step !== name || one.state === 'done');
      expect(next === null ? STEP_NAMES.every(isDone) : !isDone(next) && STEP_NAMES.slice(0, STEP_NAMES.indexOf(next)).every(isDone)).toBe(true);
    }));
  });
});
