/** Our own PostgreSQL through what happens to it: cut first starts, killed owners, killed servers, numbers that come round. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres, stopOrphanPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.ts';
import { findPostmaster } from './postmaster-file.ts';
import { isAlive } from './process-identity.ts';

const isRoot = process.geteuid?.() === 0;

describe('the OMS\'s own PostgreSQL', () => {
  let dataDir: string;
  let clusterDir: string;
  const running: EmbeddedPostgres[] = [];
  beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'packbench-embedded-')); clusterDir = join(dataDir, 'postgres'); });
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close();
    await stopOrphanPostgres(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres({ dataDir, isDurable: false, randomBytes, ...options });
    running.push(server);
    return server;
  };

  test('keeps what it was given over a stop, asks for its password, and listens on this machine only', async () => {
    const first = await start({ isDurable: true });
    await ask(first.url, 'CREATE TABLE kept (n integer)');
    expect(await ask(first.superuserUrl, "SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages, current_setting('synchronous_commit') AS commit, current_setting('listen_addresses') AS hosts, current_setting('unix_socket_directories') AS sockets"))
      .toEqual([{ fsync: 'on', pages: 'on', commit: 'on', hosts: '127.0.0.1', sockets: '' }]);
    await expect(ask(first.url.replace(/:[0-9a-f]{48}@/, ':guessed@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await first.close();
    expect(findPostmaster(clusterDir)).toBeNull();
    const second = await start();
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([]);
  });

  test('starts after a first start that was cut in the middle', async () => {
    mkdirSync(`${clusterDir}.unfinished`);
    writeFileSync(join(`${clusterDir}.unfinished`, 'PG_VERSION'), '18\n');
    const server = await start();
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('that outlived its OMS is taken over, not started twice', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept (n integer)');
    const pid = findPostmaster(clusterDir)?.pid;
    const second = await startEmbeddedPostgres({ dataDir, isDurable: false, randomBytes });
    expect(second.url).toBe(first.url);
    expect(findPostmaster(clusterDir)?.pid).toBe(pid);
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([]);
  });

  test('that was killed is started again at the same address, and its OMS is told', async () => {
    const said: string[] = [];
    const server = await start({ isDurable: true, onUnexpectedEnd: (words) => said.push(words) });
    await ask(server.url, 'CREATE TABLE kept (n integer)');
    const killed = findPostmaster(clusterDir)?.pid ?? 0;
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(async () => { expect(findPostmaster(clusterDir)?.pid).not.toBe(killed); await ask(server.url, 'SELECT n FROM kept'); }, { timeout: 20_000, interval: 100 });
    expect(said.length).toBeGreaterThan(0);
    const pid = findPostmaster(clusterDir)?.pid ?? 0;
    await server.close();
    expect(isAlive(pid)).toBe(false);
  });

  test('that outlived its OMS and is killed under the next one is started again at the same address, and stopped with it', async () => {
    await orphanServer(dataDir);
    const orphan = findPostmaster(clusterDir)?.pid ?? 0;
    const said: string[] = [];
    const second = await start({ isDurable: true, onUnexpectedEnd: (words) => said.push(words) });
    await ask(second.url, 'CREATE TABLE kept (n integer)');
    expect(findPostmaster(clusterDir)?.pid).toBe(orphan);
    process.kill(orphan, 'SIGKILL');
    await vi.waitFor(async () => expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([]), { timeout: 30_000, interval: 100 });
    expect(said[0]).toContain(`process ${orphan}, is gone`);
    const pid = findPostmaster(clusterDir)?.pid ?? 0;
    expect(pid).not.toBe(orphan);
    await second.close();
    expect(isAlive(pid)).toBe(false);
  });

  test('that outlived its OMS ends with the next one', async () => {
    await orphanServer(dataDir);
    expect(findPostmaster(clusterDir)).not.toBeNull();
    await (await start()).close();
    expect(findPostmaster(clusterDir)).toBeNull();
  });

  test.runIf(process.platform === 'linux')('does not take another program for its server when a number came round after a power cut', async () => {
    await (await start()).close();
    // As a power cut leaves it, with our own number in place of the server's.
    writeFileSync(join(clusterDir, 'postmaster.pid'), `${process.pid}\n${clusterDir}\n1700000000\n1\n\n127.0.0.1\n0 0\nready\n`, { mode: 0o600 });
    expect(findPostmaster(clusterDir)).toBeNull();
    // As root the server runs as another user, and so sees by itself that the number is none of its own; else only a person can tell.
    const answer = await start().then((server) => ask(server.url, 'SELECT 1 AS one'), (error: unknown) => error);
    rmSync(join(clusterDir, 'postmaster.pid'), { force: !isRoot });
    const refusal = expect.objectContaining({ code: 'DatabaseFolderClaimed', message: expect.stringContaining(`process ${process.pid}`) }) as unknown;
    expect(answer).toEqual(isRoot ? [{ one: 1 }] : refusal);
  });

  test('whose password is lost says which file to put back', async () => {
    await (await start()).close();
    const password = readFileSync(join(dataDir, 'postgres-password'), 'utf8');
    rmSync(join(dataDir, 'postgres-password'));
    await expect(start()).rejects.toMatchObject({ code: 'DatabaseNotStarted', message: expect.stringContaining('postgres-password') });
    writeFileSync(join(dataDir, 'postgres-password'), password, { mode: 0o600 });
    expect(await ask((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

/** As a killed OMS leaves it: the server runs, and nobody watches it. */
async function orphanServer(dataDir: string): Promise<void> {
  const owner = `
    const { startEmbeddedPostgres } = await import(process.argv[1]);
    const { randomBytes } = await import('node:crypto');
    await startEmbeddedPostgres({ dataDir: process.argv[2], isDurable: true, randomBytes });
    process.stdout.write('ready');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', owner, new URL('embedded-postgres.ts', import.meta.url).href, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await ended;
}

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try { return (await client.query(query)).rows; } finally { await client.end(); }
}
