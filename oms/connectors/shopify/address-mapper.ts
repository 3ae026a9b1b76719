/** Where an order goes. The names stay whole here, however long; the label cuts its own copy. */
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Address } from '../../../domain/wire/documents.ts';
import type { ImportProblem } from './import-problem.ts';
import type { ShopifyAddress, ShopifyOrder } from './order-schema.ts';

export type Place = { readonly address: Address; readonly latitude: number | null; readonly longitude: number | null };

/** The shipping address, else the billing address: Shopify leaves the first out where a checkout asks for one only. */
export function toAddress(source: ShopifyOrder): Result<Place, ImportProblem> {
  const given = source.shipping_address ?? source.billing_address;
  if (!given) return err({ code: 'NoAddress', message: 'The order has no shipping and no billing address. Add one in the shop; the order comes again by itself.' });
  const name = nameOf(given, source);
  const missing = [['name', name], ['street', trim(given.address1)], ['city', trim(given.city)], ['country', trim(given.country_code)]].flatMap(([what, value]) => (value === null ? [what] : []));
  // Many countries have no postal codes; the United States' mail does not run without.
  if (trim(given.country_code) === 'US' && trim(given.zip) === null) missing.push('ZIP code');
  if (missing.length > 0 || !/^[A-Za-z]{2}$/.test(trim(given.country_code) ?? '')) {
    return err({ code: 'IncompleteAddress', message: `The address lacks ${missing.length > 0 ? missing.join(', ') : 'a country code of two letters'}. Complete it in the shop; the order comes again by itself.` });
  }
  const address: Address = {
    name: name ?? '', company: trim(given.company), address1: trim(given.address1) ?? '', address2: trim(given.address2), city: trim(given.city) ?? '',
    state: trim(given.province_code) ?? trim(given.province), postalCode: trim(given.zip) ?? '', countryCode: (trim(given.country_code) ?? '').toUpperCase(), phone: trim(given.phone),
  };
  return ok({ address, latitude: given.latitude ?? null, longitude: given.longitude ?? null });
}

function nameOf(given: ShopifyAddress, source: ShopifyOrder): string | null {
  const joined = (first: string | null | undefined, last: string | null | undefined): string | null => trim([first, last].filter(Boolean).join(' '));
  return trim(given.name) ?? joined(given.first_name, given.last_name) ?? trim(given.company) ?? joined(source.customer?.first_name, source.customer?.last_name);
}

/** Inner line breaks would break a label and a slip line. */
function trim(text: string | null | undefined): string | null {
  const clean = (text ?? '').replaceAll(/\s+/g, ' ').trim();
  return clean === '' ? null : clean;
}
