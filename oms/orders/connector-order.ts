/** An order as every shop connector hands it over: money in minor units, external ids as text, nothing of the shop's own shape. */
import type { Address } from '../../domain/wire/documents.ts';

export type ConnectorOrderLine = {
  readonly externalLineId: string; readonly sku: string; readonly title: string; readonly units: number;
  readonly unitPriceMinor: number; readonly discountMinor: number; readonly taxMinor: number;
};

export type ConnectorOrder = {
  readonly connectorId: string; readonly brandId: string; readonly externalOrderId: string; readonly orderNumber: string;
  readonly placedAt: Date; readonly updatedAt: Date; readonly isPaid: boolean; readonly isCancelled: boolean;
  readonly customerName: string; readonly customerEmail: string | null; readonly currency: string;
  readonly discountMinor: number; readonly shippingMinor: number; readonly taxMinor: number; readonly totalMinor: number;
  readonly shipTo: Address; readonly latitude: number | null; readonly longitude: number | null;
  readonly customerNote: string | null; readonly giftMessage: string | null; readonly tags: readonly string[]; readonly lines: readonly ConnectorOrderLine[];
  /** The shop's own text of the order, kept whole. */
  readonly payload: string;
};
