/** The inventory API (seed 000 section 5.2). */
import { z } from 'zod';
import { productPartSchema } from '../../domain/wire/documents.ts';
import { inTransactionOf } from '../audit/in-transaction-of.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { ProblemCode } from '../http/problem-codes.ts';
import type { Services } from '../services.ts';
import { adjustItem } from './adjust-item.ts';
import { changeItem } from './change-item.ts';
import { changeKit } from './change-kit.ts';
import { changeProduct } from './change-product.ts';
import { checkAvailability } from './check-availability.ts';
import { createItem } from './create-item.ts';
import {
  adjustmentSchema, adjustSchema, availabilityResultSchema, availabilitySchema, createItemSchema, itemDetailSchema, itemSchema, listItemsSchema, listProductsSchema, productSchema, transferResultSchema, transferSchema, updateItemSchema, updateProductSchema,
} from './inventory-schemas.ts';
import { toAdjustmentBody, toItemBody, toProductBody } from './item-mapper.ts';
import { countItems, selectAdjustments, selectItem, selectItems, selectProductParts, selectProducts } from './item-store.ts';
import { transferStock } from './transfer-stock.ts';

const tags = ['inventory'];
const params = z.object({ item_id: z.string() });
const skuParams = z.object({ sku: z.string() });
const kitSchema = z.object({ sku: z.string(), parts: z.array(productPartSchema).max(100) });
const page = { total: z.int(), page: z.int(), page_size: z.int() };
const RECENT_ADJUSTMENTS = 20;
/** A SKU is kept by no more nodes than this. */
const ALL_NODES = 10_000;
const STATUS_BY_CODE: Readonly<Partial<Record<ProblemCode, number>>> = { UnknownNode: 404, UnknownItem: 404, ItemExists: 409, NotEnoughStock: 409, BadRequest: 400 };

export function registerInventoryRoutes(app: OmsApp, services: Services): void {
  registerItemRoutes(app, services);
  registerProductRoutes(app, services);
  registerMovementRoutes(app, services);
}

function registerItemRoutes(app: OmsApp, services: Services): void {
  const { db } = services;

  app.post('/inventory/', { onRequest: requireAccess(services, 'inventory:write'), schema: { tags, summary: 'A node begins to keep a SKU', body: createItemSchema, response: { 201: itemSchema } } }, async (request, reply) => {
    const result = await inTransactionOf(db, accessOf(request).actor, (tx) => createItem(tx, services, request.body));
    return result.ok ? reply.code(201).send(toItemBody(result.value)) : refuse(reply, result.error);
  });

  app.get('/inventory/', { onRequest: requireAccess(services, 'inventory:read'), schema: { tags, summary: 'List stock by node, SKU or shortage', querystring: listItemsSchema, response: { 200: z.object({ items: z.array(itemSchema), ...page }) } } }, async (request) => {
    const { page: number, page_size, node_id: nodeId, sku, low_stock_only: isLowOnly } = request.query;
    const filters = { nodeId, sku, isActiveOnly: true, isLowOnly };
    return { items: (await selectItems(db, filters, page_size, (number - 1) * page_size)).map(toItemBody), total: await countItems(db, filters), page: number, page_size };
  });

  app.get('/inventory/sku/:sku', { onRequest: requireAccess(services, 'inventory:read'), schema: { tags, summary: 'One SKU at every node that keeps it', params: skuParams, response: { 200: z.array(itemSchema) } } }, async (request, reply) => {
    const rows = await selectItems(db, { sku: request.params.sku, isActiveOnly: true, isLowOnly: false }, ALL_NODES, 0);
    return rows.length > 0 ? rows.map(toItemBody) : refuse(reply, { code: 'UnknownItem', message: `No node keeps ${request.params.sku}.` });
  });

  app.get('/inventory/:item_id', { onRequest: requireAccess(services, 'inventory:read'), schema: { tags, summary: 'One stock item with its last adjustments', params, response: { 200: itemDetailSchema } } }, async (request, reply) => {
    const { item_id: itemId } = request.params;
    const row = await selectItem(db, itemId);
    if (!row) return refuse(reply, { code: 'UnknownItem', message: `There is no stock item ${itemId}.` });
    return { ...toItemBody(row), recent_adjustments: (await selectAdjustments(db, itemId, RECENT_ADJUSTMENTS)).map(toAdjustmentBody) };
  });

  app.patch('/inventory/:item_id', { onRequest: requireAccess(services, 'inventory:write'), schema: { tags, summary: 'Change how a node manages a SKU; quantities change by adjustments', params, body: updateItemSchema, response: { 200: itemSchema } } }, async (request, reply) => {
    const result = await inTransactionOf(db, accessOf(request).actor, (tx) => changeItem(tx, request.params.item_id, request.body));
    return result.ok ? toItemBody(result.value) : refuse(reply, result.error);
  });
}

function registerProductRoutes(app: OmsApp, services: Services): void {
  app.get('/inventory/products', { onRequest: requireAccess(services, 'inventory:read'), schema: { tags, summary: 'Products with their stock over all nodes', querystring: listProductsSchema, response: { 200: z.object({ items: z.array(productSchema), ...page }) } } }, async (request) => {
    const { page: number, page_size, search, node_id: nodeId, low_stock_only: isLowOnly } = request.query;
    const rows = await selectProducts(services.db, { search, nodeId, isLowOnly }, page_size, (number - 1) * page_size);
    return { items: rows.map(toProductBody), total: rows[0]?.total ?? 0, page: number, page_size };
  });

  app.patch('/inventory/products/:sku', { onRequest: requireAccess(services, 'inventory:write'), schema: { tags, summary: 'Change a product at all nodes at once', params: skuParams, body: updateProductSchema, response: { 200: z.object({ sku: z.string(), updated: z.int() }) } } }, async (request, reply) => {
    const { sku } = request.params;
    const result = await inTransactionOf(services.db, accessOf(request).actor, (tx) => changeProduct(tx, sku, request.body));
    services.sequencer.poke();
    return result.ok ? { sku, updated: result.value } : refuse(reply, result.error);
  });

  app.get('/inventory/products/:sku/parts', { onRequest: requireAccess(services, 'inventory:read'), schema: { tags, summary: 'What one unit of a kit is made of; empty for what is no kit', params: skuParams, response: { 200: kitSchema } } }, async (request, reply) => {
    const { sku } = request.params;
    const parts = await selectProductParts(services.db, sku);
    return parts === undefined ? refuse(reply, { code: 'UnknownItem', message: `The catalogue does not have ${sku}.` }) : kitSchema.parse({ sku, parts });
  });

  app.put('/inventory/products/:sku/parts', { onRequest: requireAccess(services, 'inventory:write'), schema: { tags, summary: 'Make a kit of a product: its slip shows the parts', params: skuParams, body: kitSchema.pick({ parts: true }), response: { 200: kitSchema } } }, async (request, reply) => {
    const { sku } = request.params;
    const result = await inTransactionOf(services.db, accessOf(request).actor, (tx) => changeKit(tx, sku, request.body.parts));
    services.sequencer.poke();
    return result.ok ? { sku, parts: [...result.value] } : refuse(reply, result.error);
  });

  app.post('/inventory/check-availability', { onRequest: requireAccess(services, 'inventory:read'), schema: { tags, summary: 'What can be had, and at which active nodes', body: availabilitySchema, response: { 200: z.array(availabilityResultSchema) } } }, async (request) =>
    checkAvailability(services.db, request.body.items));
}

function registerMovementRoutes(app: OmsApp, services: Services): void {
  app.post('/inventory/:item_id/adjust', { onRequest: requireAccess(services, 'inventory:write'), schema: { tags, summary: 'Change what is on hand, with its reason', params, body: adjustSchema, response: { 200: adjustmentSchema } } }, async (request, reply) => {
    const result = await inTransactionOf(services.db, accessOf(request).actor, (tx) => adjustItem(tx, services, request.params.item_id, request.body));
    return result.ok ? toAdjustmentBody(result.value) : refuse(reply, result.error);
  });

  app.post('/inventory/transfer', { onRequest: requireAccess(services, 'inventory:write'), schema: { tags, summary: 'Move stock from one node to another', body: transferSchema, response: { 200: transferResultSchema } } }, async (request, reply) => {
    const result = await inTransactionOf(services.db, accessOf(request).actor, (tx) => transferStock(tx, services, request.body));
    return result.ok ? { reference: result.value.reference, from: toItemBody(result.value.from), to: toItemBody(result.value.to) } : refuse(reply, result.error);
  });
}

function refuse(reply: Parameters<typeof problem>[0], { code, message }: { readonly code: ProblemCode; readonly message: string }): never {
  return problem(reply, { status: STATUS_BY_CODE[code] ?? 422, code, detail: message });
}
