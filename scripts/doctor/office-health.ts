/** What the OMS knows of this bench: quarantined facts, dead letters, lag, silence. */
import { z } from 'zod';
import { bad, ok, warn, type Finding } from './finding.ts';

const stationSchema = z.object({
  name: z.string(), state: z.string(), silent_since: z.string().nullable(), lag_rows: z.int().nullable(), quarantined_facts: z.int(), open_leases: z.int(),
  tasks: z.array(z.object({ kind: z.string() })),
});

const DEAD_LETTER_TASK = 'FactDeadLettered';
const TIMEOUT_MS = 3_000;

export async function checkOffice(omsUrl: string, apiKey: string, stationId: string): Promise<Finding[]> {
  try {
    const response = await fetch(`${omsUrl.replace(/\/+$/, '')}/stations/${encodeURIComponent(stationId)}`, { headers: { authorization: `Bearer ${apiKey}` }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) return [warn('At the OMS', `this station cannot be asked for: HTTP ${response.status}`)];
    return toFindings(stationSchema.parse(await response.json()));
  } catch (error) {
    return [warn('At the OMS', `${omsUrl} cannot be asked: ${error instanceof Error ? error.message : String(error)}`)];
  }
}

function toFindings(station: z.infer<typeof stationSchema>): Finding[] {
  const dead = station.tasks.filter((task) => task.kind === DEAD_LETTER_TASK).length;
  const lag = station.lag_rows === null ? 'lag not reported' : `${station.lag_rows} rows behind`;
  const standing = `${station.name}, ${lag}, ${station.open_leases} orders leased, ${station.tasks.length} open task(s)`;
  const findings = [station.state === 'ACTIVE' ? (station.silent_since === null ? ok : warn)('At the OMS', `${standing}${station.silent_since === null ? '' : `, silent since ${station.silent_since}`}`) : bad('At the OMS', `${station.name} was revoked; enrol it again`)];
  findings.push(dead === 0 ? ok('Dead letters', 'none') : bad('Dead letters', `${dead} fact(s) could not be applied; look at the station's open tasks in the OMS`));
  findings.push(station.quarantined_facts === 0 ? ok('Quarantine', 'empty') : warn('Quarantine', `${station.quarantined_facts} fact(s) wait for a decision of the office`));
  return findings;
}
