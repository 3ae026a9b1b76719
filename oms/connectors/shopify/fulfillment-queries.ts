/** The two calls that tell Shopify what left the house (Admin GraphQL 2026-10), and their answers. */
import { z } from 'zod';

export const ORDER_QUERY = `query PackbenchOrder($id: ID!) {
  order(id: $id) {
    id
    fulfillments(first: 100) { id status trackingInfo { number } fulfillmentLineItems(first: 100) { nodes { quantity lineItem { id } } } }
    fulfillmentOrders(first: 50) { nodes { id status assignedLocation { location { id } } supportedActions { action } lineItems(first: 100) { nodes { id remainingQuantity lineItem { id } } } } }
  }
}`;

export const FULFILL_MUTATION = `mutation PackbenchFulfill($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status } userErrors { field message } }
}`;

const fulfillmentOrderSchema = z.object({
  id: z.string(), status: z.string(), assignedLocation: z.object({ location: z.object({ id: z.string() }).nullable() }), supportedActions: z.array(z.object({ action: z.string() })),
  lineItems: z.object({ nodes: z.array(z.object({ id: z.string(), remainingQuantity: z.int(), lineItem: z.object({ id: z.string() }) })) }),
});
export type FulfillmentOrder = z.infer<typeof fulfillmentOrderSchema>;

const fulfillmentSchema = z.object({
  id: z.string(), status: z.string(), trackingInfo: z.array(z.object({ number: z.string().nullable() })),
  fulfillmentLineItems: z.object({ nodes: z.array(z.object({ quantity: z.int(), lineItem: z.object({ id: z.string() }) })) }),
});

export const orderAnswerSchema = z.object({
  order: z.object({ id: z.string(), fulfillments: z.array(fulfillmentSchema), fulfillmentOrders: z.object({ nodes: z.array(fulfillmentOrderSchema) }) }).nullable(),
});
export type ShopOrder = NonNullable<z.infer<typeof orderAnswerSchema>['order']>;

export const fulfillAnswerSchema = z.object({
  fulfillmentCreate: z.object({
    fulfillment: z.object({ id: z.string(), status: z.string() }).nullable(),
    userErrors: z.array(z.object({ field: z.array(z.string()).nullable(), message: z.string() })),
  }).nullable(),
});
