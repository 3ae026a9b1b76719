/** Drives one round of the sync engine to its end over a transport. */
import type { Reply, Transport } from '../../sync/ports.ts';
import { runRound, type RoundPorts } from '../../sync/station/round.ts';

export type RoundResult = Awaited<ReturnType<typeof driveRound>>;

export async function driveRound(ports: RoundPorts, transport: Pick<Transport, 'send'>, isGreeting = true) {
  const round = runRound(ports, isGreeting);
  let step = round.next();
  while (step.done !== true) {
    const { value: call } = step;
    const reply = await new Promise<Reply>((resolve) => transport.send(call, resolve));
    step = round.next(reply);
  }
  return step.value;
}
