/** An order belongs to a brand, so a new tenant has one under its own name. What it says on a slip is to be filled in. */
import type { Brand } from '../../domain/wire/documents.ts';

const NEUTRAL = '#1f4f6c';

export function makeFirstBrand(tenantName: string): Brand {
  return {
    brandId: 'brd_first', name: tenantName, tagline: '', primaryColor: NEUTRAL, logoSvgPath: null,
    returnAddress: { name: tenantName, company: null, address1: '', address2: null, city: '', state: null, postalCode: '', countryCode: 'US', phone: null },
    support: { heading: '', lines: [] }, footer: '', learningNotes: {},
  };
}
