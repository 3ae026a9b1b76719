/** PIN sign-in with a brake: five wrong PINs lock that operator's PIN for thirty seconds; the badge still works. */
import type { Message } from '../../domain/rpc/station-contract.ts';
import type { StationContext } from '../station-context.ts';
import { listOperators } from '../orders/read-orders.ts';
import { isPinOf, signIn } from './sign-in.ts';

const WRONG_LIMIT = 5;
const LOCK_MS = 30_000;

export type PinGate = { signInByPin(context: StationContext, operatorId: string, pin: string): { readonly ok: boolean; readonly message: Message | null } };

/** Wrong attempts are counted in memory: a restart takes longer than the brake. */
export function createPinGate(): PinGate {
  const wrongByOperatorId = new Map<string, { count: number; untilMs: number }>();
  return {
    signInByPin: (context, operatorId, pin) => {
      const nowMs = context.clock.monotonicMs();
      const wrong = wrongByOperatorId.get(operatorId) ?? { count: 0, untilMs: 0 };
      if (wrong.untilMs > nowMs) return refuse('login.pinLocked', { seconds: Math.ceil((wrong.untilMs - nowMs) / 1000) });
      const operator = context.db.read((tx) => listOperators(tx).find((candidate) => candidate.operatorId === operatorId));
      if (!operator || !isPinOf(operator, pin)) {
        const count = wrong.count + 1;
        wrongByOperatorId.set(operatorId, count >= WRONG_LIMIT ? { count: 0, untilMs: nowMs + LOCK_MS } : { count, untilMs: 0 });
        return refuse('login.pinWrong', { left: Math.max(0, WRONG_LIMIT - count) });
      }
      wrongByOperatorId.delete(operatorId);
      context.db.inTransaction((tx) => signIn(tx, operatorId));
      context.publish();
      return { ok: true, message: null };
    },
  };
}

function refuse(key: string, values: Record<string, number>): { ok: boolean; message: Message } {
  return { ok: false, message: { key, values } };
}
