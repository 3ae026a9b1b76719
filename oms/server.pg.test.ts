/** The OMS as a program: how it starts, refuses, ends, and comes back after it was killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findPostmaster } from './db/postmaster-file.ts';
import { stopOrphanPostgres } from './db/embedded-postgres.ts';

const ENTRY = join(import.meta.dirname, 'server.ts');

type Program = { readonly child: ChildProcess; readonly ended: Promise<number | null>; stderr(): string; events(): string[]; url(): string };

describe('the OMS as a program', () => {
  let dataDir: string;
  const programs: Program[] = [];
  beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'packbench-program-')); });
  afterEach(async () => {
    for (const program of programs.splice(0)) { program.child.kill('SIGTERM'); await program.ended; }
    await stopOrphanPostgres(join(dataDir, 'oms'));
    rmSync(dataDir, { recursive: true, force: true });
  });

  const run = (environment: Record<string, string> = {}): Program => {
    const child = spawn(process.execPath, [ENTRY], { env: { ...process.env, DATA_DIR: join(dataDir, 'oms'), PORT: '0', DATABASE_DURABLE: 'false', DATABASE_URL: '', ...environment }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const lines: Record<string, unknown>[] = [];
    let stderr = '';
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
    child.stderr?.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const program: Program = { child, ended, stderr: () => stderr, events: () => lines.map((line) => String(line['event'])), url: () => String(lines.find((line) => line['event'] === 'oms:ready')?.['url']) };
    programs.push(program);
    return program;
  };
  const ready = async (program: Program): Promise<Program> => {
    await vi.waitFor(() => expect([...program.events(), program.stderr()]).toContain('oms:ready'), { timeout: 40_000, interval: 50 });
    return program;
  };
  const databasePid = (): number | undefined => findPostmaster(join(dataDir, 'oms', 'postgres'))?.pid;

  test('a second one on the same data is refused in one plain line, and the first goes on', async () => {
    const first = await ready(run());
    const second = run();
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toMatch(/^Another OMS \(process \d+\) already uses .* DATA_DIR\.\n$/);
    expect((await fetch(`${first.url()}/ready`)).status).toBe(200);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(databasePid()).toBeUndefined();
  });

  test('killed in the middle, it comes back to its database and its orders', async () => {
    const first = await ready(run({ DEMO_DATA: 'true' }));
    const database = databasePid();
    first.child.kill('SIGKILL');
    await first.ended;
    expect(databasePid()).toBe(database);
    const second = await ready(run());
    expect(databasePid()).toBe(database);
    expect(await (await fetch(`${second.url()}/ready`)).json()).toMatchObject({ status: 'ready' });
  });

  test('stopped while it starts, it ends in order and leaves no database behind', async () => {
    const program = run();
    await vi.waitFor(() => expect(databasePid()).toBeDefined(), { timeout: 40_000, interval: 5 });
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(0);
    expect(program.events()).toContain('oms:closing');
    expect(databasePid()).toBeUndefined();
  });

  test('ends when the program that started it is gone', async () => {
    const program = await ready(run());
    program.child.disconnect();
    expect(await program.ended).toBe(0);
    expect(databasePid()).toBeUndefined();
  });

  test('a bug outside of every request is logged whole, and the database is stopped all the same', async () => {
    const program = await ready(run({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent("process.once('SIGUSR2', () => { throw new Error('a bug outside') })")}` }));
    program.child.kill('SIGUSR2');
    expect(await program.ended).toBe(1);
    expect(program.events()).toEqual(expect.arrayContaining(['oms:crashed', 'oms:closing']));
    expect(databasePid()).toBeUndefined();
  });

  test('connections that are reset in the middle of an upgrade do not end it', async () => {
    const program = await ready(run());
    const port = Number(new URL(program.url()).port);
    await Promise.all(Array.from({ length: 40 }, (_value, index) => resetDuringUpgrade(port, index % 8)));
    expect((await fetch(`${program.url()}/health`)).status).toBe(200);
    expect(program.events()).not.toContain('oms:crashed');
  });

  test.each([
    [{ PORT: '99999', LOG_LEVEL: 'loud' }, /^These settings of the OMS are wrong:\n {2}PORT: .*\n {2}LOG_LEVEL: .*\n$/],
    [{ DATABASE_URL: 'postgres://someone:hidden@127.0.0.1:1/x' }, /^The database at 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)\. Start it, or correct DATABASE_URL\.\n$/],
    [{ HOST: '203.0.113.7' }, /^This machine has no address 203\.0\.113\.7\. Correct HOST/],
  ])('%j is refused in plain words, without a stack', async (environment, words) => {
    const program = run(environment);
    expect(await program.ended).toBe(1);
    expect(program.stderr()).toMatch(words);
    expect(program.stderr()).not.toMatch(/hidden|\n {4}at /);
    expect(databasePid()).toBeUndefined();
  });
});

function resetDuringUpgrade(port: number, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /sync/nudge HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nauthorization: Bearer x\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
      setTimeout(() => socket.resetAndDestroy(), delayMs);
    });
    socket.on('error', () => undefined).on('close', () => resolve());
  });
}
