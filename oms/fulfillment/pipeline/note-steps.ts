/** What became of a step, written by the step itself in the transaction of its work. Repeating it changes nothing. */
import { stateOfCode, type StepCode, type StepName } from '../../../domain/fulfillment/pipeline.ts';
import type { Tx } from '../../db/connect.ts';
import type { Services } from '../../services.ts';
import { stepMetricsOf } from './step-metrics.ts';
import { writeSteps } from './step-store.ts';
import type { StepRow } from './step-upsert.ts';

/** `nodeId`: null for a step of the whole order. */
export type StepPlace = { readonly orderId: string; readonly step: StepName; readonly nodeId: string | null };
export type StepStop = { readonly code: StepCode; readonly message: string; /** The queue will not try again. */ readonly isLastTry?: boolean };
type Clock = Pick<Services, 'clock'>;

/** Before something that takes its time or may be cut off, such as a call to a carrier. */
export async function beginStep(tx: Tx, services: Clock, place: StepPlace): Promise<void> {
  await writeSteps(tx, [{ ...toKey(place), state: 'running', started_at: at(services.clock.nowMs()), finished_at: null, code: null, message: null }]);
}

/** `startedMs`: when this work began, for steps that did not say so before. */
export async function finishSteps(tx: Tx, services: Clock, places: readonly StepPlace[], startedMs: number): Promise<void> {
  await writeSteps(tx, places.map((place) => doneStep(services, place, startedMs)));
}

/** It stands still: whoever changes that is what the code says. */
export async function stopStep(tx: Tx, services: Pick<Services, 'clock' | 'db'>, place: StepPlace, stop: StepStop, startedMs: number = services.clock.nowMs()): Promise<void> {
  stepMetricsOf(services.db).fail(place.step, stop.code);
  await writeSteps(tx, [stoppedStep(services, place, stop, startedMs)]);
}

/** The rows themselves, for statements that take them in. */
export function doneStep({ clock }: Clock, place: StepPlace, startedMs: number): StepRow {
  return { ...toKey(place), state: 'done', started_at: at(startedMs), finished_at: at(clock.nowMs()), code: null, message: null };
}

export function stoppedStep({ clock }: Clock, place: StepPlace, { code, message, isLastTry = false }: StepStop, startedMs: number): StepRow {
  return { ...toKey(place), state: stateOfCode(code, isLastTry), started_at: at(startedMs), finished_at: at(clock.nowMs()), code, message };
}

function toKey({ orderId, step, nodeId }: StepPlace): Pick<StepRow, 'order_id' | 'step' | 'node_id'> {
  return { order_id: orderId, step, node_id: nodeId ?? '' };
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}
