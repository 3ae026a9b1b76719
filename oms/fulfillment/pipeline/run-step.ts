/** One run of a step by the job queue: measured, and when it fails, noted with the reason and with who must act. */
import { isStepOfPart, stateOfCode, type StepCode, type StepName } from '../../../domain/fulfillment/pipeline.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import type { Tx } from '../../db/connect.ts';
import { openTask } from '../../exceptions/open-task.ts';
import { recordOrderEvent } from '../../orders/change-order-status.ts';
import type { Services } from '../../services.ts';
import { stopStep } from './note-steps.ts';
import { codeOf, isBusyElsewhere } from './retry-later.ts';
import { stepMetricsOf } from './step-metrics.ts';
import { selectParcelPlace, selectParts } from './step-store.ts';

/** The exception that a step opens when the queue has given it up. */
export const STOPPED_TASK = 'PipelineStopped';

/** The granting of leases is a node's for many orders: its failures are no single order's. */
export type StepRunTarget = { readonly orderId: string } | { readonly parcelId: string } | { readonly nodeId: string };
export type StepRun = { readonly step: StepName; readonly target: StepRunTarget; readonly isLastTry: boolean };

/** Throws what the work throws: when to try again is the queue's decision. */
export async function runStep(services: Services, run: StepRun, work: () => Promise<void>): Promise<void> {
  const [startedMs, from] = [services.clock.nowMs(), services.clock.monotonicMs()];
  try {
    await work();
  } catch (error) {
    if (!isBusyElsewhere(error)) await noteFailure(services, run, error, startedMs).catch((second: unknown) => services.log.warn({ step: run.step, error: String(second) }, 'pipeline:note:failed'));
    throw error;
  } finally {
    stepMetricsOf(services.db).observe(run.step, (services.clock.monotonicMs() - from) / 1_000);
  }
}

async function noteFailure(services: Services, { step, target, isLastTry }: StepRun, error: unknown, startedMs: number): Promise<void> {
  const code = codeOf(error);
  if ('nodeId' in target) { stepMetricsOf(services.db).fail(step, code); return; }
  const message = error instanceof Error ? error.message : String(error);
  await inTransaction(services.db, async (tx) => {
    for (const place of await findPlaces(tx, step, target)) {
      await stopStep(tx, services, { ...place, step }, { code, message, isLastTry }, startedMs);
      if (stateOfCode(code, isLastTry) === 'failed') await tellPerson(tx, services, { ...place, step, code, message });
    }
  });
}

/** An order's run may be a step of each of its parts. */
async function findPlaces(tx: Tx, step: StepName, target: Exclude<StepRunTarget, { readonly nodeId: string }>): Promise<readonly { readonly orderId: string; readonly nodeId: string | null }[]> {
  if ('parcelId' in target) {
    const parcel = await selectParcelPlace(tx, target.parcelId);
    return parcel ? [{ orderId: parcel.order_id, nodeId: parcel.node_id }] : [];
  }
  const { orderId } = target;
  return isStepOfPart(step) ? (await selectParts(tx, orderId)).map((part) => ({ orderId, nodeId: part.node_id })) : [{ orderId, nodeId: null }];
}

type GivenUp = { readonly orderId: string; readonly nodeId: string | null; readonly step: StepName; readonly code: StepCode; readonly message: string };

async function tellPerson(tx: Tx, services: Services, { orderId, nodeId, step, code, message }: GivenUp): Promise<void> {
  await openTask(tx, services, { kind: STOPPED_TASK, about: `${orderId} ${step} ${nodeId ?? ''}`, orderId, code, message: `The step ${step} of the order was tried many times and given up. Its last words: ${message} When the cause is gone, try it again: POST /orders/${orderId}/pipeline/${step}/retry.` });
  await recordOrderEvent(tx, services, { orderId, eventType: 'pipeline.stopped', actor: 'pipeline', detail: { step, nodeId, code, message } });
}
