/** The few calls of the OMS's API that the demo and the tests make, the way a developer who connects a shop would. */
import { z } from 'zod';

const orderSchema = z.object({ id: z.string(), order_number: z.string(), status: z.string() });
const detailSchema = orderSchema.extend({
  external_order_id: z.string().nullable(), parcels: z.array(z.object({ tracking_number: z.string().nullable(), node_id: z.string() })),
  shipments: z.array(z.object({ tracking_number: z.string(), external_fulfillment_id: z.string().nullable() })), allocations: z.array(z.object({ node_code: z.string(), status: z.string() })),
});
const connectorSchema = z.object({ id: z.string(), connector_type: z.string() });
export type OmsOrder = z.infer<typeof orderSchema>;
export type OmsOrderDetail = z.infer<typeof detailSchema>;
export type ShopConnection = { readonly name: string; readonly shopUrl: string; readonly baseUrl: string; readonly accessToken: string; readonly webhookSecret: string };

export type OmsClient = {
  readonly url: string; readonly apiKey: string;
  listOrders(): Promise<OmsOrder[]>;
  readOrder(orderNumber: string): Promise<OmsOrderDetail>;
  cancelOrder(orderId: string): Promise<void>;
  createPairingCode(stationName: string, nodeCode: string): Promise<string>;
  findShopConnector(): Promise<string | null>;
  createShopConnector(connection: ShopConnection): Promise<string>;
  /** Any call; throws with the problem's own words when it is refused. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
};

export function createOmsClient(url: string, apiKey: string): OmsClient {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    url, apiKey, call,
    listOrders: async () => z.object({ items: z.array(orderSchema) }).parse(await call('GET', '/orders/?page_size=200')).items,
    readOrder: async (orderNumber) => detailSchema.parse(await call('GET', `/orders/number/${encodeURIComponent(orderNumber)}`)),
    cancelOrder: async (orderId) => { await call('POST', `/orders/${orderId}/cancel`, { reason: 'customer changed their mind' }); },
    createPairingCode: async (stationName, nodeCode) => z.object({ code: z.string() }).parse(await call('POST', '/stations/pairing-codes', { station_name: stationName, node_code: nodeCode })).code,
    findShopConnector: async () => z.array(connectorSchema).parse(await call('GET', '/connectors/')).find((connector) => connector.connector_type === 'SHOPIFY')?.id ?? null,
    createShopConnector: async (connection) => connectorSchema.parse(await call('POST', '/connectors/', {
      name: connection.name, connector_type: 'SHOPIFY',
      config: { shop_url: connection.shopUrl, base_url: connection.baseUrl, access_token: connection.accessToken, webhook_secret: connection.webhookSecret, api_version: '2026-10' },
    })).id,
  };
}
