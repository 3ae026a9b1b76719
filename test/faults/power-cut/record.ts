/** Records what the real SQLite of a bench at work tells the disk. Needs `strace`. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStrace, TRACED_CALLS, type RecordedStep } from './read-strace.ts';

export type RecordOptions = { readonly mode: 'full' | 'normal'; readonly orders: number; readonly pagesPerCheckpoint: number };

/** Why nothing can be recorded here; null when it can. Containers may forbid tracing. */
export function whyNoStrace(): string | null {
  const probe = spawnSync('strace', ['-f', '-e', 'trace=fsync', 'true'], { encoding: 'utf8' });
  if (probe.error) return 'strace is not installed (apt-get install strace): the power cut was NOT tested';
  return probe.status === 0 ? null : `strace may not trace here: the power cut was NOT tested (${probe.stderr.trim().slice(0, 200)})`;
}

export async function recordBench(options: RecordOptions): Promise<RecordedStep[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'packbench-record-')));
  try {
    const [dataDir, marks, trace] = [join(folder, 'data'), join(folder, 'marks'), join(folder, 'trace')];
    mkdirSync(dataDir);
    // Unknown system calls (another processor has no `open`) are passed over by `?`.
    const traced = TRACED_CALLS.map((call) => `?${call}`).join();
    const child = spawn('strace', ['-f', '-y', '-xx', '-s', '16777216', '-e', `trace=${traced}`, '-e', 'signal=none', '-o', trace,
      process.execPath, join(import.meta.dirname, 'bench-child.ts'), dataDir, marks, options.mode, String(options.orders), String(options.pagesPerCheckpoint)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => { words += chunk.toString(); });
    const [code] = await once(child, 'close') as [number | null];
    if (code !== 0) throw new Error(`the recorded bench ended with ${code}: ${words.slice(-2000)}`);
    const steps = readStrace(trace, dataDir, marks);
    assertWhole(steps, readFileSync(marks, 'utf8'));
    return steps;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The marks went into a file of their own, too: the recording must hold the same ones. */
function assertWhole(steps: readonly RecordedStep[], marks: string): void {
  const recorded = steps.flatMap((step) => (step.kind === 'mark' ? [step.text] : [])).join('');
  if (recorded !== marks) throw new Error(`the recording is not whole: ${recorded.length} of ${marks.length} bytes of marks`);
}
