/** Turns one delivery of Shopify into an order. What cannot be taken becomes a problem that a person sees; it never comes again as a crash. */
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Tx } from '../../db/connect.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import { openTask, settleTask } from '../../exceptions/open-task.ts';
import { upsertConnectorOrder } from '../../orders/upsert-connector-order.ts';
import type { Services } from '../../services.ts';
import { lockInbox, noteError, noteSynced, selectConnector, updateInbox, type InboxRow } from '../connector-store.ts';
import { readLosslessJson } from '../lossless-json.ts';
import { recordConnectorEvent } from '../record-connector-event.ts';
import type { ImportProblem } from './import-problem.ts';
import { mapShopifyOrder, type MappedOrder } from './order-mapper.ts';
import { shopifyOrderSchema, type ShopifyOrder } from './order-schema.ts';
import { z } from 'zod';

const IMPORT_TASK = 'OrderNotImported';

export async function importOrder(services: Services, { inboxId }: { readonly inboxId: string }): Promise<void> {
  await inTransaction(services.db, (tx) => importInto(tx, services, inboxId));
  services.sequencer.poke();
}

async function importInto(tx: Tx, services: Services, inboxId: string): Promise<void> {
  const delivery = await lockInbox(tx, inboxId);
  if (delivery?.status !== 'received') return;
  const source = readSource(delivery);
  const externalOrderId = source.ok ? source.value.order.id : null;
  const result = source.ok ? await take(tx, services, delivery, source.value) : source;
  if (!result.ok) return putAside(tx, services, delivery, externalOrderId, result.error);
  const { orderId, mapped } = result.value;
  await updateInbox(tx, inboxId, 'done', null);
  await noteSynced(tx, delivery.connector_id, new Date(services.clock.nowMs()));
  await settleTask(tx, services, IMPORT_TASK, aboutOf(delivery, externalOrderId));
  await recordConnectorEvent(tx, services, {
    connectorId: delivery.connector_id, orderId, externalOrderId, eventType: delivery.topic, direction: 'inbound',
    payload: { orderNumber: mapped.order.orderNumber, totalMinor: mapped.order.totalMinor, currency: mapped.order.currency, isTest: mapped.isTest, unexplainedMinor: mapped.unexplainedMinor },
  });
}

type Source = { readonly order: ShopifyOrder; readonly payload: string };

function readSource(delivery: InboxRow): Result<Source, ImportProblem> {
  const json = readLosslessJson(delivery.raw);
  const parsed = json.ok ? shopifyOrderSchema.safeParse(json.value) : null;
  if (json.ok && parsed?.success) return ok({ order: parsed.data, payload: JSON.stringify(json.value) });
  const where = parsed?.error ? `: ${z.prettifyError(parsed.error).slice(0, 500)}` : '.';
  return err({ code: 'NotAnOrder', message: `What the shop sent does not read as an order${where} Send it again from the shop; if it stays, report it with this text.` });
}

async function take(tx: Tx, services: Services, delivery: InboxRow, source: Source): Promise<Result<{ readonly orderId: string; readonly mapped: MappedOrder }, ImportProblem>> {
  const connector = await selectConnector(tx, delivery.connector_id);
  if (!connector?.brand_id) return err({ code: 'NoBrand', message: 'The connector has no brand. Give it one, then send the order again from the shop.' });
  const mapped = mapShopifyOrder(source.order, { connectorId: delivery.connector_id, brandId: connector.brand_id, payload: source.payload });
  if (!mapped.ok) return mapped;
  const upserted = await upsertConnectorOrder(tx, services, mapped.value.order);
  if (upserted.ok) return ok({ orderId: upserted.value.orderId, mapped: mapped.value });
  return err({ code: 'UnknownSku', message: `Nothing is known of ${upserted.error.skus.join(', ')}. Add the product, then send the order again from the shop.` });
}

async function putAside(tx: Tx, services: Services, delivery: InboxRow, externalOrderId: string | null, found: ImportProblem): Promise<void> {
  const about = aboutOf(delivery, externalOrderId);
  await updateInbox(tx, delivery.inbox_id, 'problem', found);
  await noteError(tx, delivery.connector_id, found.message);
  await recordConnectorEvent(tx, services, { connectorId: delivery.connector_id, externalOrderId, eventType: delivery.topic, direction: 'inbound', payload: { inboxId: delivery.inbox_id }, failure: found });
  await openTask(tx, services, { kind: IMPORT_TASK, about, orderId: null, ...found });
}

function aboutOf(delivery: InboxRow, externalOrderId: string | null): string {
  return `${delivery.connector_id}:${externalOrderId ?? delivery.inbox_id}`;
}
