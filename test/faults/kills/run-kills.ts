/** The whole run: load, harm, quiet, audit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphanPostgres } from '../../../oms/db/embedded-postgres.ts';
import { seeded } from '../../support/cut-line.ts';
import { audit, type Audit } from './audit.ts';
import { drain } from './drain.ts';
import { startOrderFeed } from './feed-orders.ts';
import { countParcels, startFloor } from './floor.ts';
import { killAtRandom, type Harm } from './killer.ts';

export type KillsOptions = {
  readonly kills: number; readonly seed: number; readonly mostPauseMs?: number; readonly lullShare?: number; readonly benchCount: number; readonly drainTimeoutMs: number;
  /** Keep the data folder with all logs for a look. */
  readonly isKept?: boolean;
  readonly say?: (line: string) => void;
};
export type KillsResult = Audit & { readonly harm: Harm; readonly orders: number; readonly starts: { readonly oms: number; readonly stations: number }; readonly omsOwnEnds: readonly string[]; readonly cards: readonly string[]; readonly notSeen: number; readonly dataDir: string };

export async function runKills(options: KillsOptions): Promise<KillsResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-kills-'));
  const say = options.say ?? (() => undefined);
  const streams = { packers: seeded(options.seed), killer: seeded(options.seed + 1), shop: seeded(options.seed + 2) };
  const floor = await startFloor({ dataDir, benchCount: options.benchCount, chance: streams.packers });
  try {
    const feed = startOrderFeed(floor, streams.shop);
    say('The floor is at work.');
    const harm = await killAtRandom(floor, {
      kills: options.kills, mostPauseMs: options.mostPauseMs ?? 1_600, lullShare: options.lullShare ?? 0.3, chance: streams.killer,
      onKill: ({ kills }) => say(`  killed ${Object.entries(kills).map(([victim, count]) => `${victim} ${count}`).join(', ')}; parcels ${countParcels(floor)} of ${feed.sentOrders()} orders`),
    });
    say('No more harm; what was begun comes to its end ...');
    await floor.oms.waitUntilReady();
    await feed.close();
    const open = await drain(floor, options.drainTimeoutMs);
    const found = await audit(floor, feed.sentOrders());
    const { packers, starts } = { packers: floor.benches.map((bench) => bench.packer), starts: floor.benches.reduce((sum, bench) => sum + bench.program.starts(), 0) };
    return {
      ...found, problems: [...open.map((line) => `not at its end: ${line}`), ...found.problems], harm, orders: feed.sentOrders(), starts: { oms: floor.oms.starts(), stations: starts }, omsOwnEnds: floor.oms.ownEnds(),
      cards: packers.flatMap((packer) => packer.cards()), notSeen: packers.reduce((sum, packer) => sum + [...packer.notSeen().values()].reduce((all, one) => all + one, 0), 0), dataDir,
    };
  } finally {
    await floor.close();
    // A killed OMS leaves its server to the next one; here none comes.
    await stopOrphanPostgres(join(dataDir, 'oms'));
    if (!options.isKept) rmSync(dataDir, { recursive: true, force: true });
  }
}
