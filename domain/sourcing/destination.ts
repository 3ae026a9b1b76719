/**
 * Where an order goes, for ranking nodes. Shops often send no coordinates, so the ZIP code's area or the state stands in, and the
 * decision's notes say so. The numbers are rounded to about 10 km: they rank nodes, they do not navigate.
 */
import type { Place } from './distance.ts';

export type Destination = { readonly place: Place; /** Null when the coordinates are the order's own. */ readonly note: string | null };

type AddressArea = { readonly countryCode: string; readonly state: string | null; readonly postalCode: string };

/** Order of trust: coordinates of the order, ZIP area (the first three digits), state, the middle of the country. */
export function findDestination(coordinates: Place | null, address: AddressArea): Destination {
  if (coordinates) return { place: coordinates, note: null };
  if (address.countryCode === 'US') {
    const prefix = address.postalCode.trim().slice(0, 3);
    const byZip = ZIP_AREAS.find(([first, last]) => /^\d{3}$/.test(prefix) && prefix >= first && prefix <= last);
    if (byZip) return { place: { latitude: byZip[2], longitude: byZip[3] }, note: `The address has no coordinates; its ZIP area ${prefix} was used.` };
    const state = address.state?.trim().toUpperCase() ?? '';
    const byState = STATES[state];
    if (byState) return { place: { latitude: byState[0], longitude: byState[1] }, note: `The address has no coordinates; the middle of ${state} was used.` };
  }
  return { place: UNKNOWN_PLACE, note: 'The address has no coordinates and its area is not known; distances are from the middle of the United States.' };
}

/** Seed 000's stand-in. */
const UNKNOWN_PLACE: Place = { latitude: 39.5, longitude: -98.35 };

/** First and last ZIP prefix of large cities that lie far from the middle of their state. */
const ZIP_AREAS: readonly (readonly [string, string, number, number])[] = [
  ['100', '104', 40.8, -73.9], ['105', '109', 41.1, -73.8], ['110', '119', 40.7, -73.6], ['070', '079', 40.8, -74.2], ['021', '022', 42.4, -71.1], ['150', '152', 40.4, -80],
  ['190', '191', 40, -75.2], ['200', '205', 38.9, -77], ['300', '303', 33.8, -84.4], ['320', '322', 30.3, -81.7], ['330', '334', 25.9, -80.3], ['441', '441', 41.5, -81.7],
  ['480', '482', 42.4, -83.1], ['553', '554', 45, -93.3], ['606', '608', 41.9, -87.7], ['631', '631', 38.6, -90.3], ['750', '753', 32.8, -96.8], ['770', '772', 29.8, -95.4],
  ['782', '782', 29.4, -98.5], ['797', '799', 31.8, -106.4], ['850', '853', 33.5, -112.1], ['889', '891', 36.2, -115.1], ['900', '918', 34.1, -118.2], ['919', '921', 32.8, -117.1],
  ['926', '928', 33.7, -117.8], ['940', '941', 37.7, -122.4], ['943', '951', 37.5, -122], ['956', '958', 38.6, -121.4], ['970', '972', 45.5, -122.7], ['980', '981', 47.6, -122.3],
];

/** Geographic middle of each state and of the District of Columbia. */
const STATES: Readonly<Record<string, readonly [number, number]>> = {
  AL: [32.8, -86.8], AK: [64.2, -152.5], AZ: [34.3, -111.7], AR: [34.9, -92.4], CA: [37.2, -119.5], CO: [39, -105.5], CT: [41.6, -72.7], DE: [39, -75.5], DC: [38.9, -77], FL: [28.6, -82.4],
  GA: [32.6, -83.4], HI: [20.3, -156.4], ID: [44.4, -114.6], IL: [40, -89.2], IN: [39.9, -86.3], IA: [42.1, -93.5], KS: [38.5, -98.4], KY: [37.5, -85.3], LA: [31.1, -92], ME: [45.4, -69.2],
  MD: [39, -76.8], MA: [42.3, -71.8], MI: [44.3, -85.4], MN: [46.3, -94.3], MS: [32.7, -89.7], MO: [38.4, -92.5], MT: [47, -109.6], NE: [41.5, -99.8], NV: [39.3, -116.6], NH: [43.7, -71.6],
  NJ: [40.2, -74.7], NM: [34.4, -106.1], NY: [42.9, -75.5], NC: [35.6, -79.4], ND: [47.4, -100.5], OH: [40.3, -82.8], OK: [35.6, -97.5], OR: [43.9, -120.6], PA: [40.9, -77.8], RI: [41.7, -71.6],
  SC: [33.9, -80.9], SD: [44.4, -100.2], TN: [35.9, -86.4], TX: [31.5, -99.3], UT: [39.3, -111.7], VT: [44.1, -72.7], VA: [37.5, -78.9], WA: [47.4, -120.4], WV: [38.6, -80.6], WI: [44.6, -89.9], WY: [43, -107.6],
};
