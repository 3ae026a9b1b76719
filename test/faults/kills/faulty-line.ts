/** A TCP line whose far end may move (a restarted OMS has another port) and that breaks in the ways in which networks break. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * `cut` breaks all connections and takes no new ones; `mute` keeps them and lets no byte through; `slow` holds back what comes, in its
 * order; `half-closed` ends one direction of every connection (the far end hears no more, or the near end does) and leaves the other.
 */
export const LINE_FAULTS = ['cut', 'mute', 'slow', 'half-closed'] as const;
export type LineState = 'open' | (typeof LINE_FAULTS)[number];
export type FaultyLine = {
  readonly url: string;
  aimAt(url: string): void;
  set(state: LineState): void;
  close(): Promise<void>;
};

type Pair = { readonly near: Socket; readonly far: Socket };
const SLOW_MS = 120;

export async function startFaultyLine(): Promise<FaultyLine> {
  let target: URL | null = null;
  let state: LineState = 'open';
  const pairs = new Set<Pair>();
  const destroy = ({ near, far }: Pair): void => { near.destroy(); far.destroy(); };
  const carry = (from: Socket, to: Socket): void => {
    let queue: Promise<void> = Promise.resolve();
    // One after the other, also when the line has become fast again.
    const later = (work: () => void): void => { const delayMs = state === 'slow' ? SLOW_MS : 0; queue = queue.then(() => pause(delayMs)).then(work); };
    from.on('data', (chunk: Buffer) => later(() => pass(to, chunk)));
    from.on('end', () => later(() => to.end()));
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    // A reset is an everyday event of a network.
    near.on('error', () => near.destroy());
    if (state === 'cut' || target === null) { near.destroy(); return; }
    const far = connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true });
    const pair: Pair = { near, far };
    pairs.add(pair);
    far.on('error', () => far.destroy());
    carry(near, far);
    carry(far, near);
    near.on('close', () => { pairs.delete(pair); destroy(pair); });
    far.on('close', () => destroy(pair));
    harm(pair);
  });
  const harm = (pair: Pair): void => {
    const { near, far } = pair;
    if (state === 'cut') destroy(pair);
    else if (state === 'mute') { near.pause(); far.pause(); }
    else { near.resume(); far.resume(); }
    if (state === 'half-closed') ((near.remotePort ?? 0) % 2 === 0 ? far : near).end();
  };
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    aimAt: (url) => { target = new URL(url); },
    set: (next) => { state = next; for (const pair of pairs) harm(pair); },
    close: () => new Promise((resolve) => {
      for (const pair of pairs) destroy(pair);
      server.close(() => resolve());
    }),
  };
}

/** What was on its way through an ended direction is lost, as in a network. */
function pass(to: Socket, chunk: Buffer): void {
  if (to.writable) to.write(chunk);
}

function pause(durationMs: number): Promise<void> | undefined {
  return durationMs === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, durationMs));
}
