/** Great-circle distance (seed 000 section 6.4), within 0.5 % of the road's order of magnitude; enough to rank nodes. */
const EARTH_RADIUS_KM = 6371;
export const KM_TO_MILES = 0.621371;
const RADIANS = Math.PI / 180;

export type Place = { readonly latitude: number; readonly longitude: number };

export function haversineKm(from: Place, to: Place): number {
  const northSouth = Math.sin(((to.latitude - from.latitude) * RADIANS) / 2);
  const eastWest = Math.sin(((to.longitude - from.longitude) * RADIANS) / 2);
  const a = northSouth * northSouth + Math.cos(from.latitude * RADIANS) * Math.cos(to.latitude * RADIANS) * eastWest * eastWest;
  return EARTH_RADIUS_KM * 2 * Math.asin(Math.min(1, Math.sqrt(a)));
}
