/** Reads strace's words into operations on the station's files and the marks between them. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { DiskOperation } from './disk.ts';

export type RecordedStep = { readonly kind: 'disk'; readonly operation: DiskOperation } | { readonly kind: 'mark'; readonly text: string };

/** Everything that can change a file or a folder; a call that the model does not know ends the reading with an error. */
export const TRACED_CALLS = ['openat', 'open', 'creat', 'write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'ftruncate', 'truncate', 'fallocate', 'fsync', 'fdatasync', 'sync_file_range', 'msync', 'unlink', 'unlinkat', 'rename', 'renameat', 'renameat2', 'copy_file_range', 'sendfile', 'link', 'linkat'] as const;

/** The shared-memory index holds nothing that lasts: SQLite makes it anew after a crash, and writes it through memory. */
const isStationFile = (name: string): boolean => name.startsWith('station.sqlite') && !name.endsWith('-shm');

export function readStrace(traceFile: string, dataDir: string, marksFile: string): RecordedStep[] {
  const known = new Set<string>();
  const steps: RecordedStep[] = [];
  for (const line of readFileSync(traceFile, 'latin1').split('\n')) {
    const step = readLine(line, { dataDir, marksFile, known });
    if (step) steps.push(step);
  }
  return steps;
}

type Place = { readonly dataDir: string; readonly marksFile: string; readonly known: Set<string> };

/** `[pid] call(arguments) = result`. All strings are in \x form, so that a name or a byte can never look like punctuation. */
function readLine(line: string, place: Place): RecordedStep | null {
  if (/<unfinished|resumed>/.test(line)) {
    if (line.includes(toHex('station.sqlite'))) throw new Error('a write of the station was interrupted by another thread: record again');
    return null;
  }
  const call = /^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\) += (-?\d+)(.*)$/.exec(line);
  if (!call) return null;
  const [, name = '', args = '', result = '', resultNote = ''] = call;
  if (result.startsWith('-')) return null;
  const fdPath = fromHex(/^\d+<([^>]*)>/.exec(args)?.[1] ?? '').replace(/ \(deleted\)$/, '');
  if (fdPath === place.marksFile && name === 'write') return { kind: 'mark', text: readBytes(args).toString('utf8') };
  const operation = toOperation({ name, args, result, fdPath, resultPath: fromHex(/^<([^>]*)>/.exec(resultNote)?.[1] ?? '') }, place);
  return operation && { kind: 'disk', operation };
}

type Call = { readonly name: string; readonly args: string; readonly result: string; readonly fdPath: string; readonly resultPath: string };

function toOperation(call: Call, { dataDir, known }: Place): DiskOperation | null {
  if (call.name === 'openat' || call.name === 'open') return toCreation(call, known);
  if (call.name === 'unlink' || call.name === 'unlinkat') {
    const file = basename(fromHex(/"([^"]*)"/.exec(call.args)?.[1] ?? ''));
    return isStationFile(file) && known.delete(file) ? { kind: 'unlink', file } : null;
  }
  if ((call.name === 'fsync' || call.name === 'fdatasync') && call.fdPath === dataDir) return { kind: 'syncFolder' };
  const file = basename(call.fdPath);
  if (!call.fdPath.startsWith(dataDir) || !isStationFile(file)) {
    if (/^(rename|link|truncate|creat)/.test(call.name) && call.args.includes(toHex('station.sqlite'))) throw new Error(`${call.name} of a station file: the model of the disk does not know it`);
    return null;
  }
  switch (call.name) {
    case 'pwrite64': return { kind: 'write', file, offset: Number(/, (\d+)$/.exec(call.args)?.[1]), bytes: readBytes(call.args).subarray(0, Number(call.result)) };
    case 'ftruncate': return { kind: 'truncate', file, sizeBytes: Number(/, (\d+)$/.exec(call.args)?.[1]) };
    case 'fsync': case 'fdatasync': return { kind: 'sync', file };
    default: throw new Error(`${call.name} of ${file}: the model of the disk does not know it`);
  }
}

/** SQLite opens with O_CREAT each time; only the first time, or after an unlink, is a file made. */
function toCreation(call: Call, known: Set<string>): DiskOperation | null {
  const file = basename(call.resultPath);
  if (!call.args.includes('O_CREAT') || !isStationFile(file) || known.has(file)) return null;
  known.add(file);
  return { kind: 'create', file };
}

function readBytes(args: string): Buffer {
  const text = /"([^"]*)"/.exec(args)?.[1] ?? '';
  if (/"\.\.\./.test(args)) throw new Error('strace cut a write short');
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

function fromHex(text: string): string {
  return text.startsWith('\\x') ? Buffer.from(text.replaceAll('\\x', ''), 'hex').toString('utf8') : text;
}

function toHex(text: string): string {
  return [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
