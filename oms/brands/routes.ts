/** Slip templates of brands: read, put, and seen before anything prints. A change reaches the benches through the feed. */
import { z } from 'zod';
import { slipLanguageSchema } from '../../domain/documents/slip-wording.ts';
import { brandSchema, type Brand } from '../../domain/wire/documents.ts';
import { previewSlipPdf, previewSlipPicture } from '../../printers/documents/slip-preview.ts';
import { inTransactionOf } from '../audit/in-transaction-of.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { selectBrand, selectBrands, upsertBrand } from './brand-store.ts';
import { readTemplate } from './read-template.ts';

const tags = ['labels'];
const params = z.object({ brand_id: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/) });
const templateBody = z.record(z.string(), z.unknown()).describe('A slip template: docs/templates/packing-slip-template.schema.json.');
const previewQuery = z.object({ paper: z.enum(['letter', 'a4', '4x6']).default('letter'), language: slipLanguageSchema.default('en'), format: z.enum(['pdf', 'png']).default('pdf') });
const summarySchema = z.object({ id: z.string(), name: z.string(), updated_at: z.string() });
type Reply = Parameters<typeof problem>[0];

export function registerBrandRoutes(app: OmsApp, services: Services): void {
  app.get('/brands/', { onRequest: requireAccess(services, 'labels:read'), schema: { tags, summary: 'All brands', response: { 200: z.array(summarySchema) } } }, async () =>
    (await selectBrands(services.db)).map((row) => ({ id: row.brand_id, name: brandSchema.parse(row.body).name, updated_at: row.updated_at.toISOString() })));

  app.get('/brands/:brand_id/slip-template', { onRequest: requireAccess(services, 'labels:read'), schema: { tags, summary: 'A brand\'s slip template, as it is put', params, response: { 200: brandSchema } } }, async (request, reply) =>
    readBrand(services, request.params.brand_id, reply));

  app.put('/brands/:brand_id/slip-template', { onRequest: requireAccess(services, 'labels:write'), schema: { tags, summary: 'Load a slip template into a brand; a brand that is not there is made', params, body: templateBody, response: { 200: brandSchema, 201: brandSchema } } }, async (request, reply) => {
    const brand = checked(readTemplate(request.params.brand_id, request.body), reply);
    const isNew = await inTransactionOf(services.db, accessOf(request).actor, (tx) => upsertBrand(tx, brand, new Date(services.clock.nowMs())));
    services.sequencer.poke();
    services.log.info({ brandId: brand.brandId, isNew, actor: accessOf(request).actor }, 'brands:template:put');
    return reply.code(isNew ? 201 : 200).send(brand);
  });

  app.get('/brands/:brand_id/slip-preview', { onRequest: requireAccess(services, 'labels:read'), schema: { tags, summary: 'The slip of a brand, drawn with an invented order', params, querystring: previewQuery } }, async (request, reply) =>
    sendPreview(reply, await readBrand(services, request.params.brand_id, reply), request.query));

  app.post('/brands/:brand_id/slip-preview', { onRequest: requireAccess(services, 'labels:read'), schema: { tags, summary: 'The same of a template that is not put yet; nothing is kept', params, querystring: previewQuery, body: templateBody } }, async (request, reply) =>
    sendPreview(reply, checked(readTemplate(request.params.brand_id, request.body), reply), request.query));
}

async function readBrand(services: Services, brandId: string, reply: Reply): Promise<Brand> {
  const row = await selectBrand(services.db, brandId);
  return row ? brandSchema.parse(row.body) : problem(reply, { status: 404, code: 'UnknownBrand', detail: `There is no brand "${brandId}". PUT its slip template to make it.` });
}

function checked(template: ReturnType<typeof readTemplate>, reply: Reply): Brand {
  return template.ok ? template.value : problem(reply, { status: 422, code: 'BadSlipTemplate', detail: `This is no slip template: ${template.error.join('; ')}.` });
}

async function sendPreview(reply: Reply, brand: Brand, { format, paper, language }: z.infer<typeof previewQuery>): Promise<Reply> {
  if (format === 'png') return reply.type('image/png').send(Buffer.from(await previewSlipPicture(brand, { paper, language })));
  return reply.type('application/pdf').header('content-disposition', 'inline; filename="slip.pdf"').send(Buffer.from((await previewSlipPdf(brand, { paper, language })).bytes));
}
