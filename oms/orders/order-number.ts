/** The number that people call an order by. It is printed and typed, so it is short; it is unique over all shops. */
import { makePairCode } from '../../domain/barcodes/packbench-code.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { selectTakenNumbers } from './new-order-store.ts';
import { hasOrderNumber, lockName } from './order-store.ts';

/** `ORD-20240215-XK9M2A`, as seed 000 has it, in letters that cannot be misread. */
export async function newOrderNumbers(tx: Tx, services: Services, placedAt: Date, count: number): Promise<string[]> {
  const day = placedAt.toISOString().slice(0, 10).replaceAll('-', '');
  const numbers = new Set<string>();
  while (numbers.size < count) {
    while (numbers.size < count) numbers.add(`ORD-${day}-${makePairCode(services.random.bytes(10)).slice(0, 6)}`);
    for (const taken of await selectTakenNumbers(tx, [...numbers])) numbers.delete(taken);
  }
  return [...numbers];
}

/** The shop's own number. Every Shopify shop has a #1001, so the second to come gets four letters more. */
export async function shopOrderNumber(tx: Tx, services: Services, wanted: string): Promise<string> {
  await lockName(tx, 'number', wanted);
  let number = wanted;
  while (await hasOrderNumber(tx, number)) number = `${wanted}-${makePairCode(services.random.bytes(10)).slice(0, 4)}`;
  return number;
}
