import { expect, test } from 'vitest';
import type { PackView, StationView } from '../../domain/rpc/station-contract.ts';
import { nextStep } from './next-step.ts';

const line = (lineId: string, state: 'open' | 'done', binCode: string | null): PackView['lines'][number] => ({ lineId, sku: lineId, title: `Item ${lineId}`, gtin: null, binCode, requiredUnits: 1, packedUnits: state === 'done' ? 1 : 0, state });
const pack: PackView = {
  orderId: 'ord_1', orderNumber: '#1', channelName: 'x', shipBy: '2026-01-01T00:00:00Z', phase: 'scanning', lines: [line('a', 'done', 'A-1'), line('b', 'open', 'B-2'), line('c', 'open', null)], remainingUnits: 2, totalUnits: 3,
  touchedLineId: 'a', shipTo: { name: 'x', city: 'x', state: null, countryCode: 'US' }, serviceName: null, carrierName: null, trackingNumber: null, weightGrams: 1, customerNote: null, giftMessage: null, printJobs: [], boxes: [], boxCount: 1,
};
const view = (part: Partial<StationView>): StationView => ({
  revision: 1, screen: 'pack', station: null, operator: null, language: 'en', theme: 'dark', verdict: null, blockedByRefusal: false, queue: { orders: [], totalOrders: 0, packedToday: 0 }, pack,
  sync: { state: 'never', sinceMs: null, waitingFacts: 0, oldestFactAtMs: null, unreportedOrders: 0, lastError: null, isRefused: false, omsUrl: null }, printers: [], isStorageFull: false, readiness: { orders: 0, labels: 0, hours: 0 }, cards: [], ...part,
});
const job = (state: PackView['printJobs'][number]['state'], hasMessage: 'message' | 'none'): PackView['printJobs'][number] => ({ jobId: 'j', document: 'label', state, printerName: 'P', copy: 1, message: hasMessage === 'message' ? { key: 'print.waitingForPrinter', values: {} } : null, unprintable: [], box: 1 });
const handshake = (...printJobs: PackView['printJobs']): StationView => view({ pack: { ...pack, phase: 'handshake', printJobs } });

test('while items are open it names the next one and its bin, the touched line first', () => {
  expect(nextStep(view({}))).toEqual({ key: 'next.itemInBin', values: { name: 'Item b', bin: 'B-2' } });
  expect(nextStep(view({ pack: { ...pack, touchedLineId: 'c' } }))).toEqual({ key: 'next.item', values: { name: 'Item c' } });
});

test('after the last item it says stick, insert, scan', () => {
  expect(nextStep(handshake(job('sending', 'none'))).key).toBe('next.handshake');
});

test('a label that has not printed sends the packer to the printer, an uncertain one to the question', () => {
  expect(nextStep(handshake(job('failed_safe', 'message'))).key).toBe('next.printer');
  expect(nextStep(handshake(job('uncertain', 'message'))).key).toBe('next.answer');
});

test('an order that the office stopped is never to be shipped', () => {
  expect(nextStep(view({ pack: { ...pack, phase: 'stopped' } })).key).toBe('next.stopped');
});

test('with nothing ready it does not offer OK', () => {
  expect(nextStep(view({ screen: 'start', pack: null })).key).toBe('next.queueEmpty');
});
