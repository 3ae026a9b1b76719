/**
 * `npm run test:usb-vm [-- --kernel-root DIR]`: the USB contract on the real library and a real kernel, with a virtual printer, in a
 * QEMU guest that sees this machine's files read-only. No physical printer takes part. Never part of `npm test`.
 */
import '../require-node.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildInitrd, findKernel } from '../test/usb-vm/build-initrd.ts';

const QEMU = 'qemu-system-x86_64';
/** The guest computes by translation (a /dev/kvm that is there may still hang it): 15 seconds on a quiet machine. */
const LONGEST_MS = 10 * 60_000;
const { values } = parseArgs({ options: { 'kernel-root': { type: 'string', default: '/' } } });

function refuse(reason: string): never {
  process.stderr.write([
    reason, 'This test needs an x86-64 Linux with:', '  apt install qemu-system-x86 busybox-static linux-image-amd64', 'or, without installing a kernel, its packages unpacked into a folder:',
    '  mkdir vm && cd vm && apt-get download busybox-static $(apt-cache depends linux-image-amd64 | awk \'/Depends:/{print $2; exit}\')',
    '  for deb in *.deb; do dpkg -x $deb root; done', '  npm run test:usb-vm -- --kernel-root vm/root', '',
  ].join('\n'));
  process.exit(2);
}

if (process.platform !== 'linux' || process.arch !== 'x64') refuse('The guest borrows this machine\'s programs.');
if (spawnSync(QEMU, ['--version']).status !== 0) refuse(`${QEMU} is not here.`);
const kernel = findKernel(values['kernel-root']);
if (typeof kernel === 'string') refuse(kernel);

const folder = mkdtempSync(join(tmpdir(), 'packbench-usb-vm-'));
const initrd = join(folder, 'initrd.gz');
writeFileSync(initrd, buildInitrd(kernel, `HOME=/run TMPDIR=/run PATH=/usr/bin:/bin ${process.execPath} ${join(import.meta.dirname, '../test/usb-vm/guest.ts')}`));
const guest = spawn(QEMU, [
  '-M', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1536', '-nographic', '-no-reboot', '-nic', 'none', '-kernel', kernel.vmlinuz, '-initrd', initrd,
  '-append', 'console=ttyS0 panic=-1 quiet', '-fsdev', 'local,id=host,path=/,security_model=none,readonly=on,multidevs=remap', '-device', 'virtio-9p-pci,fsdev=host,mount_tag=host',
], { stdio: ['ignore', 'pipe', 'inherit'] });
const timer = setTimeout(() => { process.stderr.write(`The guest has not finished in ${LONGEST_MS / 60_000} minutes.\n`); guest.kill('SIGKILL'); }, LONGEST_MS);
let said = '';
guest.stdout.on('data', (chunk: Buffer) => { said += chunk.toString('utf8'); process.stdout.write(chunk); });
guest.on('exit', () => {
  clearTimeout(timer);
  rmSync(folder, { recursive: true, force: true });
  process.exit(/^usb-vm: \d+ cases, 0 failures\r?$/m.test(said) ? 0 : 1);
});
