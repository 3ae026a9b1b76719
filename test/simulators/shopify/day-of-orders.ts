/** A shop's day, the same every time: invented people at invented house numbers, most of them around New York. */

export type DayLine = { readonly sku: string; readonly title: string; readonly priceMinor: number; readonly grams: number; readonly quantity: number; readonly discountMinor: number };
export type DayOrder = {
  readonly number: number; readonly firstName: string; readonly lastName: string; readonly company: string | null; readonly address1: string; readonly address2: string | null;
  readonly place: Place; readonly lines: readonly DayLine[]; readonly note: string | null; readonly giftMessage: string | null; readonly minutesAgo: number;
};
export type Place = { readonly city: string; readonly province: string; readonly provinceCode: string; readonly zip: string; readonly latitude: number; readonly longitude: number; readonly taxPercent: number };

/** The eight SKUs of seed 000, as the shop knows them. */
const PRODUCTS = [
  ['SKU-WIDGET-A', 'Premium Widget A', 2999, 420], ['SKU-WIDGET-B', 'Standard Widget B', 1999, 310], ['SKU-GADGET-X', 'Gadget X Pro', 9999, 780], ['SKU-GADGET-Y', 'Gadget Y Basic', 4999, 520],
  ['SKU-GIZMO-1', 'Gizmo 1', 1499, 150], ['SKU-GIZMO-2', 'Gizmo 2 Deluxe', 3999, 340], ['SKU-TOOL-Z', 'Power Tool Z', 14_999, 1450], ['SKU-ACCESSORY-1', 'Accessory Pack 1', 999, 90],
] as const;

const place = (city: string, province: string, provinceCode: string, zip: string, latitude: number, longitude: number, taxPercent: number): Place => ({ city, province, provinceCode, zip, latitude, longitude, taxPercent });
const NEW_YORK: readonly Place[] = [
  place('New York', 'New York', 'NY', '10001', 40.7506, -73.9972, 8.875), place('New York', 'New York', 'NY', '10011', 40.742, -74.0002, 8.875), place('New York', 'New York', 'NY', '10025', 40.7987, -73.9667, 8.875),
  place('Brooklyn', 'New York', 'NY', '11211', 40.7128, -73.9533, 8.875), place('Brooklyn', 'New York', 'NY', '11215', 40.6681, -73.9823, 8.875), place('Queens', 'New York', 'NY', '11375', 40.7209, -73.8459, 8.875),
  place('Long Island City', 'New York', 'NY', '11101', 40.7446, -73.9383, 8.875), place('Bronx', 'New York', 'NY', '10463', 40.8809, -73.9077, 8.875), place('Hoboken', 'New Jersey', 'NJ', '07030', 40.744, -74.0324, 6.625),
  place('Jersey City', 'New Jersey', 'NJ', '07302', 40.7204, -74.0465, 6.625), place('Yonkers', 'New York', 'NY', '10701', 40.9461, -73.8669, 8.875),
];
const ELSEWHERE: readonly Place[] = [
  place('Los Angeles', 'California', 'CA', '90048', 34.0736, -118.3727, 9.5), place('Chicago', 'Illinois', 'IL', '60614', 41.9227, -87.6533, 10.25), place('Miami Beach', 'Florida', 'FL', '33139', 25.7839, -80.1342, 7),
  place('San Francisco', 'California', 'CA', '94110', 37.7485, -122.4156, 8.625),
];
const FIRST_NAMES = ['Maren', 'Tobias', 'Odalys', 'Quill', 'Ines', 'Barnaby', 'Sunniva', 'Caspian', 'Wren', 'Leopold', 'Anneke', 'Thaddeus', 'Mirabel', 'Osric', 'Philippa', 'Zoë', 'Renzo', 'Delphine'] as const;
const LAST_NAMES = ['Hollowell', 'Brackenridge', 'Featherwick', 'Ostrander', 'Pennyfield', 'Marchbank', 'Thistlewood', 'Larkspur', 'Underhay', 'Quackenbush', 'Applegarth', 'Winterbourne', 'Nightingale-Roe'] as const;
const STREETS = ['Bramble Lane', 'Finch Street', 'Old Orchard Terrace', 'Copperbeech Avenue', 'Lantern Court', 'Weaver Place', 'Millpond Road', 'Harbor Steps'] as const;
const NOTES: Readonly<Record<number, string>> = {
  2: 'Please leave it with the doorman.', 7: 'It is for a classroom: no glitter in the box, please!', 16: 'Ring twice. The dog is friendly.', 25: 'Order no. 3 this month - you are wonderful.',
};

/** A small generator with a fixed start (mulberry32): chance that comes out the same. */
function createChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const pick = <T>(list: readonly [T, ...T[]] | readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('picked from an empty list');
  return item;
};

/** Order `index` (from 0) of all days: a second day goes on where the first ended. */
export function dayOrder(index: number): DayOrder {
  const chance = createChance(1001 + index);
  // Every eighth goes to another coast, so that the other places have work too; the first ones stay near the bench.
  const isNear = index % 8 !== 5;
  return {
    number: 1001 + index, ...nameOf(index, chance), company: chance(6) === 0 ? 'Larkspur Elementary School' : null,
    address1: `${100 + chance(800)} ${pick(STREETS, chance(STREETS.length))}`, address2: chance(3) === 0 ? `Apt ${1 + chance(19)}${pick(['A', 'B', 'C'], chance(3))}` : null,
    place: isNear ? pick(NEW_YORK, chance(NEW_YORK.length)) : pick(ELSEWHERE, Math.floor(index / 8)),
    lines: linesOf(index, chance), note: NOTES[index % 40] ?? null, giftMessage: index % 40 === 3 ? 'Happy 6th birthday, Juniper! Love, Grandma Wren' : null,
    minutesAgo: Math.max(1, 480 - (index % 40) * 12),
  };
}

function nameOf(index: number, chance: (below: number) => number): { readonly firstName: string; readonly lastName: string } {
  if (index % 40 === 9) return { firstName: 'Sunny 🌻', lastName: 'Thistlewood' };
  return { firstName: pick(FIRST_NAMES, chance(FIRST_NAMES.length)), lastName: pick(LAST_NAMES, chance(LAST_NAMES.length)) };
}

/** One to five lines, most with one or two; heavy tools are rare and single. */
function linesOf(index: number, chance: (below: number) => number): DayLine[] {
  const count = pick([1, 2, 2, 1, 3, 1, 2, 4, 1, 5], index);
  const start = chance(PRODUCTS.length);
  return Array.from({ length: count }, (_unused, offset) => {
    const [sku, title, priceMinor, grams] = pick(PRODUCTS, start + offset * 3);
    const quantity = priceMinor > 9000 ? 1 : 1 + chance(2);
    return { sku, title, priceMinor, grams, quantity, discountMinor: index % 10 === 6 ? Math.round(priceMinor * quantity * 0.1) : 0 };
  });
}
