/** A wave to pick and a day's parcels, invented, for previews and tests. */
import type { ManifestContent, PickListContent } from './warehouse-reports.ts';

const SHEET = { language: 'en', createdAt: '2026-11-20T14:05:00Z', paper: 'letter', placeName: 'East DC' } as const;

export function samplePickList(count: number): PickListContent {
  const titles = ['Code Breakers: Level 1 workbook', 'Sound cards, 44 pieces', 'Cursive Workbook B, with a name so long that it takes a second line of the list'];
  return {
    ...SHEET, listCode: 'PICK-0142', waveName: 'Wave 142, morning',
    picks: Array.from({ length: count }, (_, index) => ({
      binCode: index === 5 ? null : `A-${(index % 12) + 1}-${(index % 4) + 1}`, sku: `CB-${100 + index}`, title: titles[index % 3] ?? '', units: (index % 4) + 1, toteCode: `T-0${(index % 6) + 1}`, orderNumber: `#10${10 + (index % 9)}`,
    })),
  };
}

export function sampleManifest(count: number): ManifestContent {
  return {
    ...SHEET, carrierName: 'Demo Carrier', manifestCode: 'MAN-20261120-01',
    parcels: Array.from({ length: count }, (_, index) => ({
      trackingNumber: `PB94001000000000000${100 + index}`, orderNumber: `#10${index + 10}`, carrierName: 'Demo Carrier', serviceName: index % 3 === 0 ? 'Priority' : 'Ground', weightGrams: 300 + index * 37,
      destination: index % 2 === 0 ? 'Brooklyn, NY 11201' : 'Austin, TX 78701',
    })),
  };
}
