/** Lines and money of a shop's order as rows. Pure, but for the ids. */
import { makeId } from '../../domain/ids.ts';
import type { Services } from '../services.ts';
import type { ConnectorOrder } from './connector-order.ts';
import type { insertOrder, OrderMoney } from './order-store.ts';
import { toStorable } from './storable-text.ts';

export function toMoney(input: ConnectorOrder): OrderMoney {
  return {
    subtotal_minor: input.lines.reduce((sum, line) => sum + line.unitPriceMinor * line.units, 0), discount_minor: input.discountMinor,
    shipping_minor: input.shippingMinor, tax_minor: input.taxMinor, total_minor: input.totalMinor,
  };
}

export function toItemRows(services: Services, orderId: string, input: ConnectorOrder): Parameters<typeof insertOrder>[2] {
  return input.lines.map((line, index) => ({
    order_item_id: makeId('lin', services.clock, services.random), order_id: orderId, line_number: index + 1, external_line_id: line.externalLineId, sku: line.sku,
    product_name: toStorable(line.title), quantity: line.units, unit_price_minor: line.unitPriceMinor, discount_minor: line.discountMinor, tax_minor: line.taxMinor,
  }));
}
