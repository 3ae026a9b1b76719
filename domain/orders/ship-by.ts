/** When an order has to leave: at the cut-off of the day it was placed, or of the next day when it came after. */
const CUT_OFF_UTC_HOUR = 22; // 17:00 in New York in winter; per-node calendars come with the OMS issue
const LAST_ORDER_UTC_HOUR = 19;

export function shipByOf(placedAt: Date): Date {
  const shipBy = new Date(placedAt);
  shipBy.setUTCHours(CUT_OFF_UTC_HOUR, 0, 0, 0);
  if (placedAt.getUTCHours() >= LAST_ORDER_UTC_HOUR) shipBy.setUTCDate(shipBy.getUTCDate() + 1);
  return shipBy;
}
