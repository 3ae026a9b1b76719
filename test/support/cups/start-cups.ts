/** A private CUPS with one queue that prints into a TCP port, touching nothing of the system's own (reference/printing.md B1). */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comesTrue, findFreePort, stopChild } from '../child-program.ts';

export type PrivateCups = { /** `ipp://...` of the queue. */ readonly address: string; stopQueue(): void; startQueue(): void; close(): Promise<void> };

/** Why the real program cannot run here; null when it can. */
export function whyNoCups(): string | null {
  const missing = ['cupsd', 'lpadmin', 'cupsdisable'].filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  return missing.length === 0 ? null : `${missing.join(', ')} not installed (apt-get install cups)`;
}

/** Null when it did not come up in time. `printerPort`: where the queue sends its bytes. */
export async function startCups(printerPort: number): Promise<PrivateCups | null> {
  const home = mkdtempSync(join(tmpdir(), 'packbench-cups-'));
  // The backends run as another user.
  chmodSync(home, 0o755);
  const folders = ['etc', 'spool', 'tmp', 'cache', 'state', 'log', 'data'].map((name) => join(home, name));
  for (const folder of folders) mkdirSync(folder);
  const port = await findFreePort();
  writeFileSync(join(home, 'etc/cupsd.conf'), `Listen 127.0.0.1:${port}\nDefaultAuthType None\nLogLevel warn\nWebInterface No\n<Location />\nOrder allow,deny\nAllow all\n</Location>\n<Policy default>\nJobPrivateAccess all\nJobPrivateValues none\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n`);
  writeFileSync(join(home, 'etc/cups-files.conf'), `ServerRoot ${home}/etc\nRequestRoot ${home}/spool\nTempDir ${home}/tmp\nCacheDir ${home}/cache\nStateDir ${home}/state\nAccessLog ${home}/log/access\nErrorLog ${home}/log/error\nPageLog ${home}/log/page\nFileDevice Yes\n`);
  const daemon = spawn('cupsd', ['-f', '-c', join(home, 'etc/cupsd.conf'), '-s', join(home, 'etc/cups-files.conf')], { stdio: 'ignore' });
  const run = (program: string, ...args: readonly string[]): boolean => spawnSync(program, ['-h', `127.0.0.1:${port}`, ...args], { stdio: 'ignore' }).status === 0;
  const close = async (): Promise<void> => { await stopChild(daemon); rmSync(home, { recursive: true, force: true }); };
  const isUp = await comesTrue(() => fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false), 8_000);
  if (!isUp || !run('lpadmin', '-p', 'thermal', '-E', '-v', `socket://127.0.0.1:${printerPort}`, '-m', 'raw')) { await close(); return null; }
  return { address: `ipp://127.0.0.1:${port}/printers/thermal`, stopQueue: () => { run('cupsdisable', 'thermal'); }, startQueue: () => { run('cupsenable', 'thermal'); }, close };
}
