import { describe, expect, test } from 'vitest';
import { findDestination } from './destination.ts';
import { haversineKm } from './distance.ts';

describe('where an order goes', () => {
  test('coordinates of the order are taken as they are', () => {
    expect(findDestination({ latitude: 1, longitude: 2 }, { countryCode: 'US', state: 'NY', postalCode: '10001' })).toEqual({ place: { latitude: 1, longitude: 2 }, note: null });
  });

  test('without them a Manhattan ZIP is close to Manhattan, and the explanation says what was used', () => {
    const { place, note } = findDestination(null, { countryCode: 'US', state: 'NY', postalCode: '10022-1234' });
    expect(haversineKm(place, { latitude: 40.7614, longitude: -73.9776 })).toBeLessThan(15);
    expect(note).toContain('ZIP area 100');
  });

  test('an unknown ZIP falls back to the state, and an unknown state or country to the middle of the country', () => {
    expect(findDestination(null, { countryCode: 'US', state: 'wy ', postalCode: '' }).note).toContain('middle of WY');
    expect(findDestination(null, { countryCode: 'US', state: 'constructor', postalCode: 'ABC' }).note).toContain('not known');
    expect(findDestination(null, { countryCode: 'GB', state: null, postalCode: 'SW1A 1AA' }).place).toEqual({ latitude: 39.5, longitude: -98.35 });
  });
});
