/**
 * The real ippeveprinter of CUPS as a laser printer, on a private D-Bus and Avahi, because it refuses to start without
 * DNS-SD (reference/printing.md B1). Of the system it touches only Avahi's run folder.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comesTrue, findFreePort, sleep, stopChild } from '../child-program.ts';

/** Avahi makes it whatever its configuration says; it goes again when it was not there before. */
const AVAHI_RUN_FOLDER = '/run/avahi-daemon';

const BUS_CONFIG = (socket: string): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow own="*"/><allow user="*"/><allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/><allow send_type="method_return"/><allow send_type="error"/></policy></busconfig>`;
const AVAHI_CONFIG = '[server]\nhost-name=packbench-test\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=lo\nenable-dbus=yes\n[publish]\npublish-workstation=no\n';
/** What to do with a job is chosen by its name. The paper lands in the folder. */
const SINK = (folder: string): string => `#!/bin/sh\ncase "$IPP_JOB_NAME" in *abort*) exit 1;; esac\ncp "$1" "${folder}/$IPP_JOB_ID.pdf"\necho "ATTR: job-impressions-completed=1" >&2\n`;

export type RealPrinter = { readonly address: string; readonly folder: string; close(): Promise<void> };

/** Why the real program cannot run here; null when it can. */
export function whyNoIppeveprinter(): string | null {
  const missing = ['ippeveprinter', 'dbus-daemon', 'avahi-daemon'].filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  return missing.length === 0 ? null : `${missing.join(', ')} not installed (apt-get install cups-ipp-utils avahi-daemon dbus)`;
}

/** Null when avahi or the printer did not come up in time, as in containers that forbid what they need. */
export async function startIppeveprinter(): Promise<RealPrinter | null> {
  const home = mkdtempSync(join(tmpdir(), 'packbench-eve-'));
  const folder = join(home, 'paper');
  const hadRunFolder = existsSync(AVAHI_RUN_FOLDER);
  for (const name of ['paper', 'spool', 'keys']) mkdirSync(join(home, name));
  const socket = join(home, 'bus');
  writeFileSync(join(home, 'bus.conf'), BUS_CONFIG(socket));
  writeFileSync(join(home, 'avahi.conf'), AVAHI_CONFIG);
  writeFileSync(join(home, 'sink.sh'), SINK(folder));
  chmodSync(join(home, 'sink.sh'), 0o755);
  const environment = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${socket}` };
  const port = await findFreePort();
  const children: ChildProcess[] = [];
  const start = (program: string, args: readonly string[]): void => { children.push(spawn(program, args, { env: environment, stdio: 'ignore' })); };
  const close = async (): Promise<void> => {
    await Promise.all(children.toReversed().map(stopChild));
    rmSync(home, { recursive: true, force: true });
    if (!hadRunFolder && existsSync(AVAHI_RUN_FOLDER)) rmdirSync(AVAHI_RUN_FOLDER);
  };
  start('dbus-daemon', [`--config-file=${join(home, 'bus.conf')}`, '--nofork', '--nopidfile']);
  await comesTrue(() => existsSync(socket), 3_000);
  start('avahi-daemon', ['-f', join(home, 'avahi.conf'), '--no-drop-root', '--no-chroot', '--no-rlimits']);
  await sleep(1_000);
  start('ippeveprinter', ['-p', String(port), '-d', join(home, 'spool'), '-K', join(home, 'keys'), '-k', '-f', 'application/pdf', '-c', join(home, 'sink.sh'), 'PackbenchTest']);
  const isUp = await comesTrue(() => fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false), 8_000);
  if (isUp) return { address: `http://127.0.0.1:${port}/ipp/print`, folder, close };
  await close();
  return null;
}
