/** Great-circle distance (seed 000 section 6.4), within 0.5 % of the road's order of magnitude; enough to rank nodes. */
const EARTH_RADIUS_KM = 6371;

export type Place = { readonly latitude: number; readonly longitude: number };

export function haversineKm(from: Place, to: Place): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const latitude = radians(to.latitude - from.latitude);
  const longitude = radians(to.longitude - from.longitude);
  const a = Math.sin(latitude / 2) ** 2 + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(longitude / 2) ** 2;
  return EARTH_RADIUS_KM * 2 * Math.asin(Math.min(1, Math.sqrt(a)));
}
