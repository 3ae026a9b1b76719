/** What sourcing would decide about an order now, with its reasons. Nothing is written, nothing is locked: a dry run. */
import { err, ok, type Result } from '../../domain/result.ts';
import { decideSourcing, type SourcingDecision } from '../../domain/sourcing/decide-sourcing.ts';
import { profileNamed } from '../../domain/sourcing/profile.ts';
import type { SourcingInput } from '../../domain/sourcing/sourcing-input.ts';
import type { SourcingStrategy } from '../../domain/sourcing/strategies.ts';
import { readOrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { readSourcingInputs } from './read-sourcing-input.ts';

export type EvaluateRequest = { readonly orderId: string; readonly forcedStrategy: SourcingStrategy | null };

export async function evaluateSourcing(services: Services, { orderId, forcedStrategy }: EvaluateRequest): Promise<Result<SourcingDecision, 'UnknownOrder'>> {
  const order = await readOrderWithLines(services.db, orderId);
  if (!order) return err('UnknownOrder');
  const input = (await readSourcingInputs(services.db, services, [order])).of(order, { forcedStrategy });
  return ok(decideSourcing(asNewWhenSettled(input), profileNamed(services.config.sourcingProfile)));
}

/** An order that owes nothing any more is looked at as if it had just come in, which is what somebody asks who asks about it. */
function asNewWhenSettled(input: SourcingInput): SourcingInput {
  const owesNothing = input.lines.every((line) => line.owedUnits === 0);
  return owesNothing ? { ...input, lines: input.lines.map(({ orderItemId, sku, units }) => ({ orderItemId, sku, units })) } : input;
}
