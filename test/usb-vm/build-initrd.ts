/** The guest's first file system: a static busybox, the kernel's modules for a virtual printer and for our files, and the script that starts it all. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Our files by 9p, a USB controller with a gadget on its other end, the printer function, and the kernel's own printer driver, which has it first. */
const WANTED_MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'configfs', 'dummy_hcd', 'libcomposite', 'usb_f_printer', 'usblp'];

export type GuestKernel = { readonly vmlinuz: string; readonly modules: readonly string[]; readonly busybox: string };

/** `root`: `/`, or the folder into which the packages were unpacked. A sentence that says what is missing when something is. */
export function findKernel(root: string): GuestKernel | string {
  const busybox = ['bin/busybox', 'usr/bin/busybox'].map((path) => join(root, path)).find(existsSync);
  if (busybox === undefined) return `There is no busybox in ${root} (package busybox-static).`;
  const moduleFolder = [join(root, 'lib/modules'), join(root, 'usr/lib/modules')].find(existsSync);
  const version = moduleFolder === undefined ? undefined : readdirSync(moduleFolder).toSorted().findLast((name) => existsSync(join(root, 'boot', `vmlinuz-${name}`)));
  if (moduleFolder === undefined || version === undefined) return `There is no kernel with its modules in ${root} (package linux-image-amd64).`;
  const files = new Map(readdirSync(join(moduleFolder, version, 'kernel'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ko')).map((path) => [moduleName(path), join(moduleFolder, version, 'kernel', path)]));
  const missing = WANTED_MODULES.filter((name) => !files.has(name));
  if (missing.length > 0) return `The kernel ${version} in ${root} has no module ${missing.join(', ')} that can be read (it may be compressed): take Debian 12's.`;
  return { vmlinuz: join(root, 'boot', `vmlinuz-${version}`), modules: inLoadingOrder(files), busybox };
}

const moduleName = (path: string): string => basename(path, '.ko').replaceAll('-', '_');

/** Each after those that it names in its `depends=`. */
function inLoadingOrder(files: ReadonlyMap<string, string>): string[] {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    const path = files.get(name);
    if (path === undefined || ordered.has(path)) return;
    const depends = /\0depends=([^\0]*)\0/.exec(readFileSync(path).toString('latin1'))?.[1] ?? '';
    for (const other of depends.split(',')) if (other !== '') add(other.replaceAll('-', '_'));
    ordered.add(path);
  };
  for (const name of WANTED_MODULES) add(name);
  return [...ordered];
}

/** `command` runs with the machine's own files below it, read-only, and with temporary folders of its own. */
export function buildInitrd({ modules, busybox }: GuestKernel, command: string): Buffer {
  const folders = ['bin', 'dev', 'proc', 'sys', 'host', 'modules'];
  const init = [
    '#!/bin/busybox sh', '/bin/busybox --install -s /bin', 'mount -t proc proc /proc', 'mount -t sysfs sys /sys', 'mount -t devtmpfs dev /dev',
    ...modules.map((path) => `insmod /modules/${basename(path)} || echo "usb-vm: module ${basename(path)} was refused"`),
    'mount -t configfs configfs /sys/kernel/config', 'mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=loose,ro host /host',
    'mount -t tmpfs tmp /host/run', 'mount -t tmpfs tmp /host/mnt', 'for name in proc sys dev; do mount --rbind /$name /host/$name; done',
    `chroot /host /usr/bin/env -i ${command}`, 'echo "usb-vm: the program ended with $?"', 'poweroff -f', '',
  ].join('\n');
  const parts = [
    ...folders.map((name) => entry(name, FOLDER, new Uint8Array())), entry('dev/console', CONSOLE, new Uint8Array(), [5, 1]), entry('bin/busybox', PROGRAM, readFileSync(busybox)), entry('init', PROGRAM, Buffer.from(init)),
    ...modules.map((path) => entry(`modules/${basename(path)}`, PROGRAM, readFileSync(path))), entry('TRAILER!!!', 0, new Uint8Array()),
  ];
  return gzipSync(Buffer.concat(parts), { level: 1 });
}

const [FOLDER, PROGRAM, CONSOLE] = [0o040755, 0o100755, 0o020600];

/** One file in cpio's `newc` form (kernel: Documentation/driver-api/early-userspace/buffer-format.rst). */
function entry(name: string, mode: number, content: Uint8Array, [major, minor]: readonly [number, number] = [0, 0]): Buffer {
  const fields = [0, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, name.length + 1, 0];
  const head = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`, 'latin1');
  return Buffer.concat([pad(head), pad(content)]);
}

function pad(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
