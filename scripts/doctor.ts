/** `npm run doctor`: is this bench fit to work? Disk, clock, database, printers, scanner screen, OMS, oldest unsent fact. Exit 1 when something is wrong. */
import '../require-node.mjs';
import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { StationView } from '../domain/rpc/station-contract.ts';
import { defaultDataDir } from './launch/start-options.ts';
import { connectStation, readStationAddress, type StationClient } from './launch/station-client.ts';

type Finding = { readonly what: string; readonly state: 'ok' | 'warn' | 'bad'; readonly detail: string };

const MARK = { ok: '[ok]  ', warn: '[warn]', bad: '[BAD] ' } as const;
const { values } = parseArgs({ options: { data: { type: 'string' }, 'oms-url': { type: 'string' } } });
const dataDir = values.data ?? defaultDataDir();

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isCurrent = major > 24 || (major === 24 && minor >= 22);
  return { what: 'Node', state: isCurrent ? 'ok' : 'warn', detail: `${process.versions.node}${isCurrent ? '' : '; fine for a trial, but a production server needs 24.22.1 or newer (October 2026 security release)'}` };
}

function checkDisk(folder: string): Finding {
  try {
    const disk = statfsSync(folder);
    const freeMegabytes = Math.floor((disk.bavail * disk.bsize) / 1_048_576);
    const state = freeMegabytes < 200 ? 'bad' : freeMegabytes < 1000 ? 'warn' : 'ok';
    return { what: 'Disk', state, detail: `${freeMegabytes} MB free in ${folder}${state === 'ok' ? '' : '; free some space before the next shift'}` };
  } catch {
    return { what: 'Disk', state: 'bad', detail: `${folder} does not exist or cannot be read; name the data folder with --data DIR` };
  }
}

async function openStation(): Promise<StationClient | Finding> {
  try {
    return await connectStation(readStationAddress(join(dataDir, 'station')));
  } catch (error) {
    return { what: 'Station', state: 'bad', detail: `no station answers on ${dataDir} (${error instanceof Error ? error.message : String(error)}); start it with "npm start" or "npm run station"` };
  }
}

function checkView(view: StationView, nowMs: number): Finding[] {
  const findings: Finding[] = [];
  findings.push(view.station
    ? { what: 'Enrolment', state: 'ok', detail: `${view.station.name} at ${view.station.nodeCode}` }
    : { what: 'Enrolment', state: 'bad', detail: 'this station is not enrolled; enter a pairing code on its screen' });
  findings.push(view.sync.state === 'online'
    ? { what: 'OMS', state: 'ok', detail: 'online' }
    : { what: 'OMS', state: view.sync.state === 'never' ? 'bad' : 'warn', detail: `${view.sync.state}${view.sync.sinceMs ? ` since ${new Date(view.sync.sinceMs).toISOString()}` : ''}${view.sync.lastError ? `: ${view.sync.lastError}` : ''}; packing goes on, check the network` });
  const oldestMinutes = view.sync.oldestFactAtMs === null ? 0 : Math.round((nowMs - view.sync.oldestFactAtMs) / 60_000);
  findings.push({ what: 'Unsent facts', state: view.sync.waitingFacts === 0 || oldestMinutes < 5 ? 'ok' : 'warn', detail: view.sync.waitingFacts === 0 ? 'none' : `${view.sync.waitingFacts}, the oldest ${oldestMinutes} min old` });
  for (const printer of view.printers) {
    findings.push({ what: `Printer ${printer.name}`, state: ['ready', 'busy'].includes(printer.condition) ? 'ok' : 'bad', detail: `${printer.condition.replaceAll('_', ' ')}${printer.detail && printer.condition !== 'ready' ? ` (${printer.detail})` : ''}, ${printer.waitingJobs} waiting` });
  }
  if (view.printers.length === 0) findings.push({ what: 'Printers', state: 'bad', detail: 'none is configured; set PACKBENCH_PRINTERS' });
  findings.push({ what: 'Readiness', state: view.readiness.labels > 0 ? 'ok' : 'warn', detail: `if the network died now: ${view.readiness.orders} orders, ${view.readiness.labels} labels, ${view.readiness.hours.toFixed(1)} h of work` });
  return findings;
}

/** The OMS's Date header against this machine's clock. Order never depends on it; people do. */
async function checkClock(omsUrl: string): Promise<Finding> {
  try {
    const response = await fetch(new URL('/health', omsUrl), { signal: AbortSignal.timeout(3_000) });
    const skewSeconds = Math.round((Date.now() - Date.parse(response.headers.get('date') ?? '')) / 1000);
    if (Number.isNaN(skewSeconds)) return { what: 'Clock', state: 'warn', detail: 'the OMS sends no Date header' };
    const isGood = Math.abs(skewSeconds) <= 120;
    return { what: 'Clock', state: isGood ? 'ok' : 'warn', detail: `${skewSeconds} s from the OMS${isGood ? '' : '; set the clock, printed dates are wrong'}` };
  } catch {
    return { what: 'Clock', state: 'warn', detail: `the OMS at ${omsUrl} cannot be asked` };
  }
}

/** A running demo notes where its OMS is, since its port may be any. */
function readDemoOmsUrl(): string | null {
  try { return z.object({ omsUrl: z.url() }).parse(JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8'))).omsUrl; } catch { return null; }
}

const findings: Finding[] = [checkNode(), checkDisk(dataDir)];
const station = await openStation();
if ('what' in station) findings.push(station);
else {
  const { view } = await station.call('hello', { rpcVersion: 1 });
  findings.push(...checkView(view, Date.now()));
  station.close();
}
findings.push(await checkClock(values['oms-url'] ?? readDemoOmsUrl() ?? 'http://127.0.0.1:4400'));

for (const finding of findings) console.log(`${MARK[finding.state]} ${finding.what.padEnd(24)} ${finding.detail}`);
const bad = findings.filter((finding) => finding.state === 'bad').length;
console.log(bad === 0 ? '\nThis bench is fit to work.' : `\n${bad} thing(s) need attention before work starts.`);
process.exit(bad === 0 ? 0 : 1);
