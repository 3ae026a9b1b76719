/** What stands on a demo label, the same for ZPL and PDF. */
import type { LabelOrder } from './label-request.ts';
import { toPrintable } from './printable-text.ts';

export type LabelContent = {
  readonly letter: string; readonly carrierName: string; readonly serviceName: string; readonly mark: string;
  readonly from: readonly string[]; readonly to: readonly string[];
  readonly trackingNumber: string; readonly trackingText: string;
  /** `420` + five digits, as USPS's postal barcode begins; null outside the United States. */
  readonly postalCode: string | null;
  readonly date: string; readonly weight: string; readonly reference: string;
};

export const SERVICES: Readonly<Record<string, { readonly name: string; readonly letter: string; readonly costMinor: number }>> = {
  GROUND: { name: 'DEMO GROUND', letter: 'G', costMinor: 845 },
  EXPRESS: { name: 'DEMO EXPRESS', letter: 'E', costMinor: 2390 },
  STANDARD: { name: 'DEMO GROUND', letter: 'G', costMinor: 845 },
};

export function toLabelContent(order: LabelOrder, trackingNumber: string): LabelContent {
  const service = SERVICES[order.serviceCode] ?? { name: `DEMO ${order.serviceCode}`, letter: order.serviceCode.charAt(0), costMinor: 0 };
  return {
    letter: service.letter, carrierName: 'DEMO PARCEL', serviceName: service.name, mark: 'SIMULATED - NOT POSTAGE',
    from: addressLines(order.shipFrom, 'SENDER'), to: addressLines(order.shipTo, 'NAME ON PACKING SLIP'), trackingNumber, trackingText: trackingNumber.replaceAll(/(.{4})(?=.)/g, '$1 '),
    postalCode: order.shipTo.countryCode === 'US' ? `420${order.shipTo.postalCode.slice(0, 5)}` : null,
    date: order.shipDate, weight: weightText(order.weightGrams), reference: toPrintable(order.reference),
  };
}

function addressLines(address: LabelOrder['shipTo'], nameless: string): string[] {
  const place = [address.city, [address.state, address.postalCode].filter((part) => part !== null && part !== '').join(' ')].filter((part) => part !== '').join(', ');
  const country = address.countryCode === 'US' ? null : address.countryCode;
  const name = toPrintable(address.name);
  return [name === '' ? nameless : name, ...[address.company, address.address1, address.address2, place, country].flatMap((line) => (line === null || line === '' ? [] : [toPrintable(line) || '?']))].map((line) => line.toUpperCase());
}

/** Pounds and ounces, as American labels say it; ounces round up, as carriers bill. */
function weightText(grams: number): string {
  const ounces = Math.ceil(grams / 28.349_523_125);
  return `${Math.floor(ounces / 16)} LB ${ounces % 16} OZ`;
}
