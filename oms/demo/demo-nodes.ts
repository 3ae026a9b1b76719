/** The eight places of seed 000 ("Seed Data Reference"): two coasts, the middle, four stores and a dark store. Streets are invented. */
import type { Address } from '../../domain/wire/documents.ts';

export type DemoNode = {
  readonly nodeId: string; readonly code: string; readonly name: string; readonly nodeType: string; readonly timezone: string; readonly address: Address;
  readonly latitude: number; readonly longitude: number; readonly costMultiplier: number; readonly dailyOrderCapacity: number;
  readonly canPickup: boolean; readonly canCurbside: boolean; readonly canSameDay: boolean;
};

const TIMEZONE_BY_STATE: Readonly<Record<string, string>> = { CA: 'America/Los_Angeles', IL: 'America/Chicago' };

export const DEMO_NODES: readonly DemoNode[] = [
  node('DC-EAST', 'East Coast DC', 'DISTRIBUTION_CENTER', ['18 Kilmer Depot Road', 'Edison', 'NJ', '08817'], [40.5187, -74.4121], 0.9, 2000, ''),
  node('DC-WEST', 'West Coast DC', 'DISTRIBUTION_CENTER', ['5400 Aviation Freight Way', 'Los Angeles', 'CA', '90045'], [33.9425, -118.4081], 0.85, 2500, 's'),
  node('DC-MID', 'Midwest DC', 'DISTRIBUTION_CENTER', ['233 South Canal Dock', 'Chicago', 'IL', '60606'], [41.8781, -87.6298], 1, 1800, ''),
  node('STR-NYC-01', 'NYC Flagship Store', 'RETAIL_STORE', ['214 West 29th Street', 'New York', 'NY', '10001'], [40.7484, -73.9967], 1.2, 300, 'pcs'),
  node('STR-LA-01', 'LA Beverly Hills Store', 'RETAIL_STORE', ['451 North Bramble Drive', 'Beverly Hills', 'CA', '90210'], [34.0736, -118.4004], 1.15, 250, 'pcs'),
  node('STR-CHI-01', 'Chicago Downtown Store', 'RETAIL_STORE', ['38 East Ohio Street', 'Chicago', 'IL', '60611'], [41.8937, -87.6267], 1.1, 200, 'ps'),
  node('STR-MIA-01', 'Miami Beach Store', 'RETAIL_STORE', ['1120 Lincoln Arcade', 'Miami Beach', 'FL', '33139'], [25.7907, -80.13], 1.3, 150, 'pc'),
  node('DARK-SF-01', 'SF Dark Store', 'DARK_STORE', ['77 Finch Alley', 'San Francisco', 'CA', '94103'], [37.7749, -122.4194], 1.05, 500, 's'),
];

/** `abilities`: p pickup, c curbside, s same day. All of them can ship. */
function node(
  code: string, name: string, nodeType: string, [address1, city, state, postalCode]: readonly [string, string, string, string],
  [latitude, longitude]: readonly [number, number], costMultiplier: number, dailyOrderCapacity: number, abilities: string,
): DemoNode {
  return {
    nodeId: demoNodeId(code), code, name, nodeType, timezone: TIMEZONE_BY_STATE[state] ?? 'America/New_York', latitude, longitude, costMultiplier, dailyOrderCapacity,
    address: { name: 'Bramble & Finch Learning', company: name, address1, address2: null, city, state, postalCode, countryCode: 'US', phone: null },
    canPickup: abilities.includes('p'), canCurbside: abilities.includes('c'), canSameDay: abilities.includes('s'),
  };
}

/** Fixed ids, so that a second seeding finds what the first one made. */
export function demoNodeId(code: string): string {
  return `nod_${code.toLowerCase()}`;
}
