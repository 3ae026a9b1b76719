/** Where an order goes: from the API's body to the form that labels and benches use. */
import { addressSchema, type Address } from '../../domain/wire/documents.ts';
import type { ShippingAddressBody } from './order-schemas.ts';

/** The customer's own name where the body names nobody. */
export function toShipTo(body: ShippingAddressBody, customerName: string): Address {
  return {
    name: body.name ?? customerName, company: body.company ?? null, address1: body.address1, address2: body.address2 ?? null, city: body.city,
    state: body.state ?? null, postalCode: body.postal_code, countryCode: body.country, phone: body.phone ?? null,
  };
}

export function isSameAddress(before: Address, after: Address): boolean {
  return (Object.keys(addressSchema.shape) as (keyof Address)[]).every((field) => before[field] === after[field]);
}
