/**
 * `npm run doctor`: is this bench fit to work? Disk, clock, printers, line, replication, and what the OMS holds of it. A station that does not
 * run is read from its folder. Exit 1 when something is wrong. `--data DIR` of `npm start`, or `--station DIR` of `npm run station`.
 */
import '../require-node.mjs';
import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { StationView } from '../domain/rpc/station-contract.ts';
import { defaultDataDir } from './launch/start-options.ts';
import { checkOffice } from './doctor/office-health.ts';
import type { Finding } from './doctor/finding.ts';
import { readStationFolder } from './doctor/read-station-folder.ts';
import { checkSync } from './doctor/sync-health.ts';
import { connectStation, readStationAddress, type StationClient } from './launch/station-client.ts';

const MARK = { ok: '[ok]  ', warn: '[warn]', bad: '[BAD] ' } as const;
const { values } = parseArgs({ options: { data: { type: 'string' }, station: { type: 'string' }, 'oms-url': { type: 'string' }, 'api-key': { type: 'string' } } });
const dataDir = values.data ?? defaultDataDir();
const stationDir = values.station ?? join(dataDir, 'station');

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
    return await connectStation(readStationAddress(stationDir));
  } catch (error) {
    return { what: 'Station', state: 'bad', detail: `no station answers on ${stationDir} (${error instanceof Error ? error.message : String(error)}); start it with "npm start" or "npm run station"` };
  }
}

function checkView(view: StationView): Finding[] {
  const findings: Finding[] = [];
  findings.push(view.station
    ? { what: 'Enrolment', state: 'ok', detail: `${view.station.name} at ${view.station.nodeCode}` }
    : { what: 'Enrolment', state: 'bad', detail: 'this station is not enrolled; enter a pairing code on its screen' });
  if (view.isStorageFull) findings.push({ what: 'Storage', state: 'bad', detail: 'the disk was full: the bench works on its reserve and begins no new order; free some space' });
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
    const response = await fetch(`${omsUrl.replace(/\/+$/, '')}/health`, { signal: AbortSignal.timeout(3_000) });
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

/** Made by the OMS of `npm start` for this user alone. */
function readDemoApiKey(): string | null {
  try { return readFileSync(join(dataDir, 'oms', 'oms-api-key'), 'utf8').trim(); } catch { return null; }
}

function readStopped(): { findings: Finding[]; stationId: string | null } {
  try {
    const inspection = readStationFolder(stationDir, Date.now());
    return { findings: checkSync(inspection, false, Date.now()), stationId: inspection.replica.stationId };
  } catch (error) {
    return { findings: [{ what: 'Station file', state: 'bad', detail: `${stationDir} cannot be read: ${error instanceof Error ? error.message : String(error)}` }], stationId: null };
  }
}

async function readRunning(station: StationClient): Promise<{ findings: Finding[]; stationId: string | null }> {
  const { view } = await station.call('hello', { rpcVersion: 1 });
  const inspection = await station.call('inspectSync', {});
  station.close();
  return { findings: [...checkView(view), ...checkSync(inspection, true, Date.now())], stationId: inspection.replica.stationId };
}

const findings: Finding[] = [checkNode(), checkDisk(stationDir)];
const station = await openStation();
if ('what' in station) findings.push(station);
const read = 'what' in station ? readStopped() : await readRunning(station);
findings.push(...read.findings);
const omsUrl = values['oms-url'] ?? readDemoOmsUrl() ?? 'http://127.0.0.1:4400';
findings.push(await checkClock(omsUrl));
const apiKey = values['api-key'] ?? process.env['PACKBENCH_API_KEY'] ?? readDemoApiKey();
if (read.stationId !== null && apiKey !== null) findings.push(...(await checkOffice(omsUrl, apiKey, read.stationId)));

for (const finding of findings) console.log(`${MARK[finding.state]} ${finding.what.padEnd(24)} ${finding.detail}`);
const bad = findings.filter((finding) => finding.state === 'bad').length;
console.log(bad === 0 ? '\nThis bench is fit to work.' : `\n${bad} thing(s) need attention before work starts.`);
process.exit(bad === 0 ? 0 : 1);
