/** A handle on the station's process: one task, one answer; `seen` messages go to a listener. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StationAnswer, StationTask } from './messages.ts';

export type StationChild = { ask<K extends StationAnswer['kind']>(task: StationTask, kind: K): Promise<Extract<StationAnswer, { kind: K }>>; onSeen(listener: (ids: readonly string[], atNs: bigint) => void): void; close(): void };

export function startStationChild(): StationChild {
  const child: ChildProcess = fork(fileURLToPath(new URL('station-process.ts', import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let settle: (answer: StationAnswer) => void = () => undefined;
  let hear: (ids: readonly string[], atNs: bigint) => void = () => undefined;
  child.on('message', (answer: StationAnswer) => {
    if (answer.kind === 'seen') hear(answer.ids, BigInt(answer.atNs));
    else settle(answer);
  });
  child.on('exit', (code) => settle({ kind: 'failed', message: `the station process ended with ${code ?? 'a signal'}` }));
  return {
    ask: async (task, kind) => {
      const answer = await new Promise<StationAnswer>((resolve) => { settle = resolve; child.send(task); });
      if (answer.kind === 'failed') throw new Error(answer.message);
      if (answer.kind !== kind) throw new Error(`asked for ${kind}, heard ${answer.kind}`);
      return answer as Extract<StationAnswer, { kind: typeof kind }>;
    },
    onSeen: (listener) => { hear = listener; },
    close: () => { child.disconnect(); },
  };
}
