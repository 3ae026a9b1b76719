/** A unit of work survives what PostgreSQL asks to be repeated, and nothing of a failed one stays. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { inTransaction } from './in-transaction.ts';

describe('a transaction', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.db.insertInto('brands').values([{ brand_id: 'brd_a', body: '{}' }, { brand_id: 'brd_b', body: '{}' }]).execute();
  });
  afterAll(() => database.close());

  test('that meets a deadlock is repeated until both are done', async () => {
    const { promise: bothHoldOne, resolve: release } = Promise.withResolvers<undefined>();
    let holders = 0;
    let runs = 0;
    const lock = (brands: readonly [string, string]): Promise<void> => inTransaction(database.db, async (tx) => {
      runs += 1;
      await tx.updateTable('brands').set({ body: JSON.stringify({ runs }) }).where('brand_id', '=', brands[0]).execute();
      holders += 1;
      if (holders === 2) release(undefined);
      await bothHoldOne;
      await tx.updateTable('brands').set({ body: JSON.stringify({ runs }) }).where('brand_id', '=', brands[1]).execute();
    });
    await Promise.all([lock(['brd_a', 'brd_b']), lock(['brd_b', 'brd_a'])]);
    expect(runs).toBe(3);
  });

  test('that throws leaves nothing behind and is not repeated', async () => {
    let runs = 0;
    await expect(inTransaction(database.db, async (tx) => {
      runs += 1;
      await tx.insertInto('brands').values({ brand_id: 'brd_c', body: '{}' }).execute();
      throw new Error('a bug');
    })).rejects.toThrow('a bug');
    expect(runs).toBe(1);
    expect(await database.db.selectFrom('brands').select('brand_id').where('brand_id', '=', 'brd_c').execute()).toEqual([]);
  });

  test('gives up after five deadlocks in a row', async () => {
    let runs = 0;
    await expect(inTransaction(database.db, async (tx) => {
      runs += 1;
      await sql`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$`.execute(tx);
    })).rejects.toMatchObject({ code: '40P01' });
    expect(runs).toBe(5);
  });

  test('a number beyond 2^53 is never read wrongly', async () => {
    expect((await sql<{ n: number }>`SELECT 9007199254740991::int8 AS n`.execute(database.db)).rows).toEqual([{ n: 9_007_199_254_740_991 }]);
    await expect(sql`SELECT 9007199254740993::int8 AS n`.execute(database.db)).rejects.toThrow(/does not fit/);
  });
});
