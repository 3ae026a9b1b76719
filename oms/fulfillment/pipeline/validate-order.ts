/** The first step: can this order be fulfilled at all? Found out before stock is reserved for it. Pure. */
import type { StepCode } from '../../../domain/fulfillment/pipeline.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { addressSchema } from '../../../domain/wire/documents.ts';
import type { OrderWithLines } from '../../orders/lock-order-with-lines.ts';
import { toLabelAddress } from '../../shipping/label-address.ts';

export type OrderFault = { readonly code: Extract<StepCode, 'NoLines' | 'AddressIncomplete' | 'AddressTooLong'>; readonly message: string };
/** The exception that a refused order opens. */
export const INVALID_TASK = 'OrderInvalid';
const PICKED_UP = ['STORE_PICKUP', 'CURBSIDE_PICKUP'];

/** Who comes for the goods needs no address on a label. */
export function validateOrder({ lines, shipTo, fulfillmentType }: Pick<OrderWithLines, 'lines' | 'shipTo' | 'fulfillmentType'>): Result<null, OrderFault> {
  if (lines.length === 0) return err({ code: 'NoLines', message: 'The order has no lines, so there is nothing to send. Cancel it.' });
  if (PICKED_UP.includes(fulfillmentType)) return ok(null);
  const address = addressSchema.safeParse(shipTo);
  if (!address.success || address.data.address1.trim() === '' || address.data.city.trim() === '') return err({ code: 'AddressIncomplete', message: 'The address has no street or no city. Complete it in the order; it goes on by itself then.' });
  const onLabel = toLabelAddress(address.data);
  return onLabel.ok ? ok(null) : err({ code: onLabel.error.code, message: onLabel.error.message });
}
