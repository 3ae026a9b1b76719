import { scryptSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operatorSchema } from '../../domain/wire/documents.ts';
import { createOrderWorld, type OrderWorld } from '../../test/support/order-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { hashBadge } from '../people/operator-secrets.ts';
import { seedDemo } from './seed-demo.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

const TABLES = ['fulfillment_nodes', 'brands', 'products', 'inventory_items', 'inventory_adjustments', 'sourcing_rules', 'operators'] as const;
const counts = (): Promise<number[]> => Promise.all(TABLES.map(async (table) => Number((await world.db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count)));

test('seeding again adds nothing, changes nothing that a person changed, and makes no work for the feed', async () => {
  expect(await counts()).toEqual([8, 1, 8, 64, 64, 5, 2]);
  await world.db.updateTable('products').set({ name: 'Renamed' }).where('sku', '=', 'SKU-TOOL-Z').execute();
  await world.db.deleteFrom('sync.dirty').execute();
  await inTransaction(world.db, (tx) => seedDemo(tx, world.services));
  expect(await counts()).toEqual([8, 1, 8, 64, 64, 5, 2]);
  expect(await world.db.selectFrom('products').select('name').where('sku', '=', 'SKU-TOOL-Z').executeTakeFirst()).toEqual({ name: 'Renamed' });
  expect(await world.db.selectFrom('sync.dirty').select('id').execute()).toEqual([]);
});

test('the operators can badge in and type their PIN; neither is kept in clear', async () => {
  const alex = await world.db.selectFrom('operators').select(['operator_id', 'name', 'role', 'language', 'badge_sha256', 'pin_scrypt']).where('operator_id', '=', 'opr_alex-packer').executeTakeFirstOrThrow();
  const operator = operatorSchema.parse({ operatorId: alex.operator_id, name: alex.name, role: alex.role, language: alex.language, badgeSha256: alex.badge_sha256, pinScrypt: alex.pin_scrypt });
  expect(operator).toMatchObject({ name: 'Alex Packer', role: 'packer', badgeSha256: hashBadge('PBB-ALEX01-R') });
  const [, n, r, p, salt = '', hash = ''] = (operator.pinScrypt ?? '').split('$');
  const expected = Buffer.from(hash, 'base64');
  expect(scryptSync('1111', Buffer.from(salt, 'base64'), expected.length, { N: Number(n), r: Number(r), p: Number(p) })).toEqual(expected);
});
