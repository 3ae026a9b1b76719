/** PostgreSQL's own words (copied from PostgreSQL 18 and util-linux), and what the operator is told instead. */
import { expect, test } from 'vitest';
import { explainConnection, explainPostgres, isFolderClaimed, isPortTaken } from './explain-postgres.ts';

test.each([
  ['initdb: error: could not write file "/d/postgres/PG_VERSION": No space left on device', 'DiskFull', /Free some space/],
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'DiskFull', /Free some space/],
  ['FATAL:  lock file "postmaster.pid" already exists\nHINT:  Is another postmaster (PID 4711) running in data directory "/d/postgres"?', 'DatabaseFolderClaimed', /postmaster\.pid names process 4711.*remove this one file/],
  ['"root" execution of the PostgreSQL server is not permitted.', 'DatabaseCannotRunAsRoot', /ordinary user, or set DATABASE_URL/],
  ['initdb: error: cannot be run as root', 'DatabaseCannotRunAsRoot', /ordinary user/],
  ['setpriv: setresuid failed: Operation not permitted', 'DatabaseCannotRunAsRoot', /ordinary user/],
  ['spawn setpriv ENOENT', 'DatabaseCannotRunAsRoot', /ordinary user/],
  ['initdb: error while loading shared libraries: libicuuc.so.60: cannot open shared object file', 'DatabaseProgramMissing', /npm ci/],
  ['FATAL:  could not open directory "base": Permission denied', 'DataFolderNotWritable', /DATA_DIR/],
  ['FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 17', 'DatabaseNewer', /another major version/],
  ['PANIC:  could not locate a valid checkpoint record', 'DatabaseNotStarted', /valid checkpoint record/],
  ['', 'DatabaseNotStarted', /it said nothing/],
])('%j becomes %s', (words, code, advice) => {
  const problem = explainPostgres(words, '/d/postgres');
  expect(problem.code).toBe(code);
  expect(problem.message).toMatch(advice);
});

test('words without the number are completed with the one in the file', () => {
  const words = 'FATAL:  lock file "postmaster.pid" already exists';
  expect(isFolderClaimed(words)).toBe(true);
  expect(explainPostgres(words, '/d/postgres', '4711')).toMatchObject({ code: 'DatabaseFolderClaimed', message: expect.stringContaining('names process 4711') });
});

test('only a port that was taken meanwhile is worth another try', () => {
  expect(isPortTaken('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use')).toBe(true);
  expect(isPortTaken('FATAL:  lock file "postmaster.pid" already exists')).toBe(false);
});

test.each([
  ['ECONNREFUSED', 'DatabaseUnreachable'], ['ENOTFOUND', 'DatabaseUnreachable'], ['28P01', 'DatabaseUnreachable'], ['3D000', 'DatabaseUnreachable'],
  ['42501', 'DatabaseUnreachable'], ['53100', 'DiskFull'],
])('a given database that answers %s is named without its password', (code, expected) => {
  const problem = explainConnection(Object.assign(new Error('no'), { code }), 'db.example:5432');
  expect(problem).toMatchObject({ code: expected, message: expect.stringContaining('db.example:5432') });
});

test('a bug in a migration is not passed off as a setting', () => {
  expect(explainConnection(Object.assign(new Error('syntax error'), { code: '42601' }), 'db.example:5432')).toBeNull();
});
