import { describe, expect, it } from 'vitest';
import { findNewHistory } from './find-new-history.ts';

const last = { systemId: '7000', number: 4, nonce: 'aa', timeline: 1 };
const now = { systemId: '7000', timeline: 1, databaseOid: 5, end: '0/5000', durable: '0/5000' };
const memory = { systemId: '7000', databaseOid: 5, lsn: '0/4FFF', epochNumber: 4, epochNonce: 'aa' };

describe('a hub', () => {
  it('goes on with its history when its database is where it was or further', () => {
    expect(findNewHistory(last, now, memory)).toBeNull();
    expect(findNewHistory(last, { ...now, end: '1/0' }, memory)).toBeNull();
  });
  it('begins with the first history', () => { expect(findNewHistory(null, now, null)).toMatchObject({ number: 1 }); });
  it('begins a higher one on another cluster, on another timeline, and in a database that was made anew', () => {
    expect(findNewHistory(last, { ...now, systemId: '7001' }, memory)).toMatchObject({ number: 5, why: expect.stringContaining('another cluster') });
    expect(findNewHistory(last, { ...now, timeline: 2 }, memory)).toMatchObject({ number: 5, why: expect.stringContaining('another timeline') });
    expect(findNewHistory(last, { ...now, databaseOid: 6 }, memory)).toMatchObject({ number: 5, why: expect.stringContaining('made anew') });
  });
  it('knows a restored database by its shorter log, compared as a position and not as a text', () => {
    expect(findNewHistory(last, { ...now, end: '0/4FFE' }, memory)).toMatchObject({ number: 5 });
    expect(findNewHistory(last, { ...now, end: '9/0' }, { ...memory, lsn: '10/0' })).toMatchObject({ number: 5 });
    expect(findNewHistory(last, { ...now, end: 'A/0' }, { ...memory, lsn: '9/FFFFFFFF' })).toBeNull();
  });
  it('never tells a number again that a station may have seen, also when the database has forgotten it', () => {
    expect(findNewHistory(last, now, { ...memory, epochNumber: 9, epochNonce: 'bb' })).toMatchObject({ number: 10 });
    expect(findNewHistory(last, now, { ...memory, epochNonce: 'bb' })).toMatchObject({ number: 5 });
  });
  it('leaves a history alone that another of its kind began meanwhile', () => {
    expect(findNewHistory({ ...last, number: 6 }, now, { ...memory, lsn: '9/0' })).toBeNull();
  });
});
