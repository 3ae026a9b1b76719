/** The part of Shopify's Admin GraphQL that a fulfilment needs. Everything else is an error, as a typo would be at Shopify. */
import { z } from 'zod';
import { remainingOf, type ShopKnownOrder, type ShopState } from './shop-state.ts';

const bodySchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });
const fulfillmentInputSchema = z.strictObject({
  lineItemsByFulfillmentOrder: z.array(z.strictObject({ fulfillmentOrderId: z.string(), fulfillmentOrderLineItems: z.array(z.strictObject({ id: z.string(), quantity: z.int().positive() })).min(1) })).min(1),
  trackingInfo: z.strictObject({ company: z.string(), number: z.string().optional(), numbers: z.array(z.string()).min(1).optional(), url: z.string().optional() }), notifyCustomer: z.boolean(),
});

const tail = (gid: string): string => gid.split('/').at(-1) ?? '';
const topLevelError = (message: string, code: string): object => ({ errors: [{ message, extensions: { code } }] });

export function answerGraphql(state: ShopState, body: unknown): object {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return topLevelError('Invalid request', 'BAD_REQUEST');
  const { query, variables } = parsed.data;
  if (/^mutation\b[^{]*\{\s*fulfillmentCreate\(fulfillment: \$fulfillment\)/.test(query)) return createFulfillment(state, variables);
  if (/^query\b[^{]*\{\s*order\(id: \$id\)/.test(query)) return { data: { order: orderNode(state, String(variables['id'])) } };
  return topLevelError('Field does not exist on this simulator', 'undefinedField');
}

function orderNode(state: ShopState, gid: string): object | null {
  const order = state.orders.get(tail(gid));
  if (!order || gid !== `gid://shopify/Order/${order.orderId}`) return null;
  const lines = order.lines.map((line) => ({ id: `gid://shopify/FulfillmentOrderLineItem/${line.lineItemId}`, remainingQuantity: remainingOf(order, line.lineItemId), lineItem: { id: `gid://shopify/LineItem/${line.lineItemId}` } }));
  const isClosed = lines.every((line) => line.remainingQuantity === 0);
  return {
    id: gid,
    fulfillments: order.fulfillments.map((one) => ({
      id: one.id, status: 'SUCCESS', trackingInfo: [one.trackingNumber, ...(one.furtherTrackingNumbers ?? [])].map((number) => ({ number })),
      fulfillmentLineItems: { nodes: one.lines.map((line) => ({ quantity: line.quantity, lineItem: { id: `gid://shopify/LineItem/${line.lineItemId}` } })) },
    })),
    fulfillmentOrders: { nodes: [{
      id: `gid://shopify/FulfillmentOrder/${order.orderId}`, status: isClosed ? 'CLOSED' : 'OPEN', assignedLocation: { location: { id: 'gid://shopify/Location/1' } },
      supportedActions: isClosed ? [] : [{ action: 'CREATE_FULFILLMENT' }], lineItems: { nodes: lines },
    }] },
  };
}

function createFulfillment(state: ShopState, variables: Readonly<Record<string, unknown>>): object {
  const input = fulfillmentInputSchema.safeParse(variables['fulfillment']);
  if (!input.success) return topLevelError(`Variable $fulfillment of type FulfillmentInput! was provided invalid value: ${z.prettifyError(input.error)}`, 'INVALID_VARIABLE');
  const groups = input.data.lineItemsByFulfillmentOrder;
  const order = state.orders.get(tail(groups[0]?.fulfillmentOrderId ?? ''));
  if (!order || groups.some((group) => tail(group.fulfillmentOrderId) !== order.orderId)) return userError('fulfillmentOrderId', 'Fulfillment order does not exist.');
  const lines = groups.flatMap((group) => group.fulfillmentOrderLineItems).map((line) => ({ lineItemId: tail(line.id), quantity: line.quantity }));
  if (lines.some((line) => line.quantity > remainingOf(order, line.lineItemId))) return userError('fulfillmentOrderLineItems', 'Invalid fulfillment order line item quantity requested.');
  return { data: { fulfillmentCreate: { fulfillment: { id: remember(state, order, input.data.trackingInfo, lines), status: 'SUCCESS' }, userErrors: [] } } };
}

function remember(state: ShopState, order: ShopKnownOrder, tracking: { readonly company: string; readonly number?: string | undefined; readonly numbers?: readonly string[] | undefined }, lines: { lineItemId: string; quantity: number }[]): string {
  const id = `gid://shopify/Fulfillment/${255_858_046_000 + state.nextFulfillment}`;
  state.nextFulfillment += 1;
  const [first = '', ...further] = tracking.numbers ?? [tracking.number ?? ''];
  order.fulfillments.push({ id, trackingNumber: first, ...(further.length > 0 && { furtherTrackingNumbers: further }), company: tracking.company, lines });
  state.save();
  return id;
}

function userError(field: string, message: string): object {
  return { data: { fulfillmentCreate: { fulfillment: null, userErrors: [{ field: ['fulfillment', field], message }] } } };
}
