/** Which facts of a batch are new, which are repeats, and whether the batch comes from a copied or rolled-back file. Pure. */
import type { Mutation, PushResponse } from '../../domain/wire/sync.ts';
import type { ClientRow, FactOutcome, LoggedFact } from './hub-store.ts';

type Out = PushResponse['outs'][number];
export type PushPlan = { readonly isFork: boolean; readonly fresh: readonly Mutation[]; readonly repeats: readonly Out[]; readonly last: number };

/** Takes mids 1, 2, 3 ... without a hole (I3); stops at the first gap, for what is missing may be about the same order. */
export function planPush(client: ClientRow, muts: readonly Mutation[], logged: readonly LoggedFact[]): PushPlan {
  const byMid = new Map(logged.filter((fact) => fact.clientId === client.clientId).map((fact) => [fact.mid, fact]));
  const byOp = new Map(logged.map((fact) => [fact.op, fact]));
  const fresh: Mutation[] = [];
  const freshOps = new Set<string>();
  const repeats: Out[] = [];
  let last = client.lastMid;
  for (const mutation of muts) {
    if (mutation.mid > last + 1) break;
    // Twice in one batch: its answer is not known yet. The next push gets it from the log.
    if (freshOps.has(mutation.op)) break;
    const isRepeat = mutation.mid <= last;
    // A number that is known under another op: the file was rolled back or cloned and has used the number twice.
    if (isRepeat && (byMid.get(mutation.mid)?.op ?? mutation.op) !== mutation.op) return { isFork: true, fresh: [], repeats: [], last: client.lastMid };
    // A fact whose op is logged under another client id was applied then: only the answer is repeated, and the number used up.
    const known = byOp.get(mutation.op);
    if (isRepeat && !known) return { isFork: true, fresh: [], repeats: [], last: client.lastMid };
    if (known) repeats.push(toOut(mutation, known));
    else { fresh.push(mutation); freshOps.add(mutation.op); }
    last = Math.max(last, mutation.mid);
  }
  return { isFork: false, fresh, repeats, last };
}

export function toOut(mutation: Mutation, { outcome, detail }: FactOutcome): Out {
  return { mid: mutation.mid, op: mutation.op, outcome, detail };
}
