import { describe, expect, it } from 'vitest';
import { parseRange } from './read-blob.ts';

describe('a range', () => {
  it('names a first byte, and perhaps a last one', () => {
    expect([parseRange('bytes=7-'), parseRange('bytes=0-9')]).toEqual([{ first: 7, last: null }, { first: 0, last: 9 }]);
  });
  it.each([undefined, '', 'bytes=-5', 'bytes=9-3', 'bytes=1-2,4-5', 'lines=1-', 'bytes=99999999999999999999-'])('that is another thing is the whole: %s', (header) => {
    expect(parseRange(header)).toEqual({ first: 0, last: null });
  });
});
