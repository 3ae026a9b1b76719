/** What can be told to a receiver (seed 000 section 10). */
export const WEBHOOK_EVENT_TYPES = ['order.created', 'order.confirmed', 'order.sourced', 'order.picking', 'order.packed', 'order.shipped', 'order.delivered', 'order.cancelled', 'order.test'] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

export const WEBHOOK_STATUSES = ['PENDING', 'DELIVERED', 'FAILED', 'ABANDONED'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];
