/**
 * The fulfilment pipeline (seed 002): five named steps, each with its undo. The first two are the whole order's, the others are one
 * node's part of it. Closed lists: what a step's state may be, and why it stands still.
 */
export const STEP_NAMES = ['validation', 'inventory_allocation', 'shipping_calculation', 'document_generation', 'fulfillment_creation'] as const;
export type StepName = (typeof STEP_NAMES)[number];

export const STEP_STATES = ['running', 'waiting', 'retrying', 'failed', 'done', 'undone'] as const;
/** `waiting`: nothing is wrong, the world must change. `retrying`: the queue tries again by itself. `failed`: a person must act. */
export type StepState = (typeof STEP_STATES)[number];

type Remedy = 'by_itself' | 'when_the_world_changes' | 'by_a_person';

/** Why a step is not done, and who changes that. */
export const STEP_CODES = {
  NoLines: 'by_a_person', AddressIncomplete: 'by_a_person', AddressTooLong: 'by_a_person', LabelRefused: 'by_a_person',
  NoStock: 'when_the_world_changes', NoBench: 'when_the_world_changes',
  NoCarrier: 'by_itself', CarrierAway: 'by_itself', PurchaseUnknown: 'by_itself', DatabaseAway: 'by_itself', Unexpected: 'by_itself',
} as const satisfies Readonly<Record<string, Remedy>>;
export type StepCode = keyof typeof STEP_CODES;

const STATE_OF_REMEDY = { by_itself: 'retrying', when_the_world_changes: 'waiting', by_a_person: 'failed' } as const satisfies Readonly<Record<Remedy, StepState>>;

/** `isLastTry`: the queue has given up, so that what would have come right by itself needs a person now. */
export function stateOfCode(code: StepCode, isLastTry: boolean): 'retrying' | 'waiting' | 'failed' {
  const state = STATE_OF_REMEDY[STEP_CODES[code]];
  return state === 'retrying' && isLastTry ? 'failed' : state;
}

const NEXT: Readonly<Record<StepState, readonly StepState[]>> = {
  running: ['running', 'waiting', 'retrying', 'failed', 'done', 'undone'],
  waiting: ['running', 'waiting', 'retrying', 'failed', 'done', 'undone'],
  retrying: ['running', 'waiting', 'retrying', 'failed', 'done', 'undone'],
  failed: ['running', 'waiting', 'retrying', 'failed', 'done', 'undone'],
  // What is done stays done, whatever a repeated job meets, until it is undone.
  done: ['done', 'undone'],
  undone: ['running', 'waiting', 'retrying', 'failed', 'done', 'undone'],
};

/** Null: the step has not begun. */
export function mayFollow(from: StepState | null, to: StepState): boolean {
  return from === null ? to !== 'undone' : NEXT[from].includes(to);
}

/** Whose work a step is. */
export function isStepOfPart(step: StepName): boolean {
  return STEP_NAMES.indexOf(step) >= STEP_NAMES.indexOf('shipping_calculation');
}

/** In reverse: what was built last is taken down first. */
export const UNDO_ORDER: readonly StepName[] = STEP_NAMES.toReversed();

export type StepNow = { readonly step: StepName; readonly state: StepState | 'pending' };
export type PipelineState = 'running' | 'waiting' | 'stopped' | 'done' | 'undone';

/** The whole from its parts: what needs a person hides what only waits. */
export function stateOfPipeline(steps: readonly StepNow[]): PipelineState {
  const states = new Set(steps.map((one) => one.state));
  if (states.has('failed')) return 'stopped';
  if (steps.length > 0 && states.size === 1 && states.has('done')) return 'done';
  if (states.has('undone') && ![...states].some((state) => state === 'running' || state === 'retrying' || state === 'waiting')) return 'undone';
  return states.has('waiting') ? 'waiting' : 'running';
}

/** The first step that is not done; null when all are. */
export function nextStep(steps: readonly StepNow[]): StepName | null {
  return STEP_NAMES.find((name) => steps.some((one) => one.step === name && one.state !== 'done') || !steps.some((one) => one.step === name)) ?? null;
}
