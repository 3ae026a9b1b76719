/**
 * `npm run test:kills [-- --kills N --seed S --benches N --keep]`: SIGKILLs stations, the OMS and PostgreSQL at random under load, then
 * holds what every station had acknowledged against what the office, the shop and the printers have. Exit code 1 when anything differs.
 */
import '../require-node.mjs';
import { parseArgs } from 'node:util';
import { runKills } from '../test/faults/kills/run-kills.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' }, benches: { type: 'string', default: '3' }, keep: { type: 'boolean', default: false } } });
const startedAtMs = performance.now();
const result = await runKills({
  kills: Number(values.kills), seed: Number(values.seed), benchCount: Number(values.benches), drainTimeoutMs: 120_000, isKept: values.keep,
  say: (line) => process.stderr.write(`${line}\n`),
});
const { harm } = result;
const count = (kinds: Readonly<Record<string, number>>): string => Object.entries(kinds).map(([kind, times]) => `${kind} ${times}`).join(', ');
const kills = Object.values(harm.kills).reduce((sum, count) => sum + count, 0);
for (const problem of result.problems.slice(0, 50)) process.stdout.write(`PROBLEM ${problem}\n`);
if (result.problems.length > 50) process.stdout.write(`PROBLEM ... and ${result.problems.length - 50} more\n`);
for (const end of result.omsOwnEnds.slice(0, 10)) process.stdout.write(`note: ${end}\n`);
process.stdout.write([
  `seed ${values.seed}, ${Math.round((performance.now() - startedAtMs) / 1000)} s, ${result.orders} orders of the shop, ${values.benches} benches`,
  `kills ${kills} (${count(harm.kills)}), frozen ${harm.freezes}, lines ${count(harm.lines)}`,
  `starts: OMS ${result.starts.oms} (ended by itself ${result.omsOwnEnds.length}), stations ${result.starts.stations}`,
  `parcels ${result.parcels}, labels ${result.labels} (a packer said "not there" ${result.notSeen} times), cards ${result.cards.length}`,
  `facts ${result.facts}, lost ${result.lost}, doubled ${result.doubled}, reordered ${result.reordered}, problems ${result.problems.length}`,
  ...(values.keep ? [`kept: ${result.dataDir}`] : []), '',
].join('\n'));
process.exit(result.lost + result.doubled + result.reordered + result.problems.length === 0 ? 0 : 1);
