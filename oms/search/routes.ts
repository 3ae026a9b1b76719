/** The search API (seed 000 section 5.5). */
import type { z } from 'zod';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { fromMinorUnits } from '../orders/money.ts';
import { toOrderSummary } from '../orders/order-mapper.ts';
import type { Services } from '../services.ts';
import { findOrders } from './find-orders.ts';
import { findProducts } from './find-products.ts';
import { highlightFields } from './highlight.ts';
import { orderHitsSchema, productHitsSchema, searchOrdersSchema, searchProductsSchema, type SearchOrders } from './search-schemas.ts';

const tags = ['search'];

export function registerSearchRoutes(app: OmsApp, services: Services): void {
  const orders = (asked: SearchOrders) => searchOrders(services, asked);

  app.post('/search/orders', { onRequest: requireAccess(services, 'search:read'), schema: { tags, summary: 'Find orders by any of their words, also misspelt, with filters', body: searchOrdersSchema, response: { 200: orderHitsSchema } } }, async (request) => orders(request.body));
  app.get('/search/orders', { onRequest: requireAccess(services, 'search:read'), schema: { tags, summary: 'The same with query parameters', querystring: searchOrdersSchema, response: { 200: orderHitsSchema } } }, async (request) => orders(request.query));

  app.post('/search/products', { onRequest: requireAccess(services, 'search:read'), schema: { tags, summary: 'Find products by name, SKU, GTIN or alias, also misspelt', body: searchProductsSchema, response: { 200: productHitsSchema } } }, async (request) => {
    const { match, terms, total, hits } = await findProducts(services, request.body);
    return {
      items: hits.map((hit) => ({
        sku: hit.sku, name: hit.name, gtin: hit.gtin, product_line: hit.product_line, price: fromMinorUnits(hit.unit_price_minor, hit.currency), currency: hit.currency,
        highlights: highlightFields({ name: hit.name, sku: hit.sku, gtin: hit.gtin, product_line: hit.product_line }, terms, match === 'fuzzy'),
      })),
      match, total, page: request.body.page, page_size: request.body.page_size,
    };
  });
}

async function searchOrders(services: Services, asked: SearchOrders): Promise<z.infer<typeof orderHitsSchema>> {
  const { match, terms, total, hits } = await findOrders(services, asked);
  return {
    items: hits.map((hit) => ({
      ...toOrderSummary(hit), skus: hit.skus, tracking_numbers: hit.tracking_numbers,
      highlights: highlightFields({
        order_number: hit.order_number, external_order_id: hit.external_order_id, customer_name: hit.customer_name, customer_email: hit.customer_email,
        skus: hit.skus.join(', '), product_names: hit.product_names.join(', '), tracking_numbers: hit.tracking_numbers.join(', '),
      }, terms, match === 'fuzzy'),
    })),
    match, total, page: asked.page, page_size: asked.page_size,
  };
}
