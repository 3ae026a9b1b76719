/** A person has a step tried again, now. What keeps it from being done is looked at anew; nothing that is done is done twice. */
import { isStepOfPart, STEP_NAMES, type StepName } from '../../../domain/fulfillment/pipeline.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Tx } from '../../db/connect.ts';
import { enqueueJobs } from '../../jobs/enqueue-jobs.ts';
import { recordOrderEvent } from '../../orders/change-order-status.ts';
import { lockOrders } from '../../orders/lock-orders.ts';
import type { Services } from '../../services.ts';
import { listSteps } from './list-steps.ts';
import { PIPELINE, type StepTarget } from './pipeline-steps.ts';
import { selectParts, selectSteps, type PartRow } from './step-store.ts';

/** `nodeId`: null tries every part of the step that is not done. */
export type StepRetry = { readonly orderId: string; readonly step: StepName; readonly nodeId: string | null; readonly actor: string };
export type RetryRefusal = { readonly code: 'UnknownOrder' | 'OrderIsOver' | 'OrderOnHold' | 'StepIsDone' | 'StepNotReady'; readonly message: string };

const IN_PIPELINE: readonly string[] = ['CONFIRMED', 'BACKORDERED', 'SOURCED', 'PICKING', 'PACKING', 'READY_TO_SHIP'];

/** How many runs it has asked for. */
export async function retryStep(tx: Tx, services: Services, { orderId, step, nodeId, actor }: StepRetry): Promise<Result<number, RetryRefusal>> {
  const order = (await lockOrders(tx, [orderId])).get(orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${orderId}.` });
  if (!IN_PIPELINE.includes(order.status)) return err({ code: 'OrderIsOver', message: `The order is ${order.status}: it is not in the pipeline any more.` });
  if (order.isOnHold) return err({ code: 'OrderOnHold', message: 'The order is on hold, so no step begins. Release the hold; it goes on by itself then.' });
  const parts = await selectParts(tx, orderId);
  const all = listSteps(await selectSteps(tx, orderId), parts);
  const open = all.filter((one) => one.step === step && one.state !== 'done' && (nodeId === null || one.part?.nodeId === nodeId));
  if (open.length === 0) return err({ code: 'StepIsDone', message: `The step ${step} is done${nodeId === null ? '' : ', or the order has no part at that node'}: there is nothing to try again.` });
  const before = all.find((one) => STEP_NAMES.indexOf(one.step) < STEP_NAMES.indexOf(step) && one.state !== 'done' && open.some((mine) => one.part === null || one.part.nodeId === mine.part?.nodeId));
  if (before) return err({ code: 'StepNotReady', message: `The step ${before.step} comes first and is not done yet: try that one.` });
  await enqueueJobs(tx, dedupe(open.flatMap(({ part }) => toTargets(orderId, step, parts.find((one) => one.node_id === part?.nodeId))).map((target) => PIPELINE[step].job(target))));
  await recordOrderEvent(tx, services, { orderId, eventType: 'pipeline.retried', actor, detail: { step, nodeIds: open.flatMap(({ part }) => part?.nodeId ?? []) } });
  return ok(open.length);
}

function toTargets(orderId: string, step: StepName, part: PartRow | undefined): StepTarget[] {
  if (!isStepOfPart(step) || !part) return [{ orderId, nodeId: '', parcelId: '' }];
  const parcelIds = step === 'document_generation' ? part.open_parcel_ids : [''];
  return parcelIds.map((parcelId) => ({ orderId, nodeId: part.node_id, parcelId }));
}

/** Two parts may want the same job, such as the release of the whole order. */
function dedupe<T extends { readonly jobKey?: string }>(jobs: readonly T[]): T[] {
  return [...new Map(jobs.map((job) => [job.jobKey, job])).values()];
}
