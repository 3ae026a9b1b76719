/** A unit of work of a person or a program: the triggers of the audit trail note what it changes under this name, in the same transaction. */
import type { Db, Tx } from '../db/connect.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { setActor } from './audit-store.ts';

/** `actor`: as accessOf(request) names them. */
export async function inTransactionOf<T>(db: Db, actor: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(db, async (tx) => {
    await setActor(tx, actor);
    return work(tx);
  });
}
