/** The first start makes one owner, whose password nobody but this machine's user can read, and who must choose another. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createTestServices } from '../../test/support/services.ts';
import type { Services } from '../services.ts';
import { changePassword } from './change-password.ts';
import { ensureFirstOwner, OWNER_PASSWORD_FILE } from './ensure-first-owner.ts';
import { identify } from './identify.ts';
import { logIn } from './log-in.ts';

describe('the platform\'s first owner', () => {
  let database: TestDatabase;
  let services: Services;
  let dataDir: string;
  beforeEach(async () => {
    database = await createTestDatabase();
    services = createTestServices(database.db);
    dataDir = mkdtempSync(join(tmpdir(), 'packbench-owner-'));
  });
  afterEach(async () => { await database.close(); rmSync(dataDir, { recursive: true, force: true }); });

  const start = (folder = dataDir) => ensureFirstOwner(services, { email: 'Owner@Packbench.local', dataDir: folder });
  const password = (folder = dataDir): string => readFileSync(join(folder, OWNER_PASSWORD_FILE), 'utf8');
  const enter = (words: string) => logIn(services, { email: 'owner@packbench.local', password: words });

  test('is made once, logs in with the file, and owns the platform', async () => {
    await start();
    const first = password();
    await start();
    expect(password()).toBe(first);
    const login = await enter(first);
    expect(login).toMatchObject({ ok: true, value: { role: 'PLATFORM_OWNER', mustChangePassword: true } });
    expect(await services.control.selectFrom('control.users').select('email').execute()).toEqual([{ email: 'owner@packbench.local' }]);
  });

  test.runIf(process.platform !== 'win32')('has a file that only this user can read', async () => {
    await start();
    expect(statSync(join(dataDir, OWNER_PASSWORD_FILE)).mode & 0o777).toBe(0o600);
  });

  test('is one, when four programs start at once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => start()));
    expect(await services.control.selectFrom('control.users').select('user_id').execute()).toHaveLength(1);
    expect((await enter(password())).ok).toBe(true);
  });

  test('who has never come gets a new password when the file is lost or foreign', async () => {
    await start();
    rmSync(join(dataDir, OWNER_PASSWORD_FILE));
    await start();
    writeFileSync(join(dataDir, OWNER_PASSWORD_FILE), randomBytes(9).toString('hex'));
    await start();
    expect((await enter(password())).ok).toBe(true);
  });

  test('who has chosen a password keeps it, and the file is gone', async () => {
    await start();
    const login = await enter(password());
    const access = await identify(services, login.ok ? login.value.token : null);
    const person = access.ok ? access.value.person : null;
    expect(person && (await changePassword(services, person, { current: password(), next: 'four words of ones own' }))).toMatchObject({ ok: true });
    await start();
    expect(existsSync(join(dataDir, OWNER_PASSWORD_FILE))).toBe(false);
    expect((await enter('four words of ones own')).ok).toBe(true);
  });
});
