/** Who makes the label of a parcel: the counter for what is fetched, the carrier that is set up for what is sent. */
import { isPickup, type FulfillmentType } from '../../domain/orders/order-lifecycle.ts';
import type { Carrier } from '../carriers/carrier.ts';
import { COUNTER_CODE, counterCarrier } from '../carriers/counter/counter-carrier.ts';
import type { Services } from '../services.ts';
import { selectFulfillmentType } from './label-store.ts';

/** Null: it is to be sent, and no carrier is set up. */
export async function chooseCarrier(services: Services, parcelId: string): Promise<Carrier | null> {
  const type = await selectFulfillmentType(services.db, parcelId);
  if (type !== undefined && isPickup(type as FulfillmentType)) return counterCarrier;
  return services.carriers.values().next().value ?? null;
}

export function carrierByCode(services: Services, code: string): Carrier | undefined {
  return code === COUNTER_CODE ? counterCarrier : services.carriers.get(code);
}
