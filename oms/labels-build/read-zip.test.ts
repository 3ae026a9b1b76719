import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeZip, type ZipMember } from '../../test/fixtures/zip/write-zip.ts';
import { DEFAULT_ZIP_LIMITS, printableName, readZip, type ZipLimits } from './read-zip.ts';

const content = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const honest: ZipMember = { name: 'morning/1.pdf', content: content('one') };

function verdict(members: readonly ZipMember[], limits: ZipLimits = DEFAULT_ZIP_LIMITS) {
  const result = readZip(writeZip(members), limits);
  if (!result.ok) throw new Error(result.error);
  return { taken: result.value.files.map((file) => file.name), refused: result.value.refused.map((file) => [file.name, file.code]) };
}

describe('an uploaded ZIP', () => {
  test('gives its files back as they were', () => {
    const member = fc.record({ name: fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9]{1,8}){0,2}\.pdf$/), content: fc.uint8Array({ maxLength: 300 }) });
    fc.assert(fc.property(fc.uniqueArray(member, { selector: (one) => one.name, maxLength: 12 }), (members) => {
      expect(readZip(writeZip(members))).toEqual({ ok: true, value: { files: members.map(({ name, content: bytes }) => ({ name, bytes: new Uint8Array(bytes) })), refused: [] } });
    }), { numRuns: 50 });
  });

  test.each(['../evil.pdf', 'a/../../evil.pdf', '/etc/passwd', 'C:evil.pdf', 'a\\b.pdf', './a.pdf', 'a//b.pdf', 'a\u0000.pdf', 'a\u202efdp.exe', 'x'.repeat(301)])('the name %j is refused, and the rest is used', (name) => {
    expect(verdict([{ name, content: content('x') }, honest])).toEqual({ taken: ['morning/1.pdf'], refused: [[printableName(name), 'UnsafePath']] });
  });

  const bomb = new Uint8Array(12_000_000);
  const hostile: readonly (readonly [string, ZipMember])[] = [
    ['ZipBomb', { name: 'bomb.pdf', content: bomb }],
    ['FileBroken', { name: 'liar.pdf', content: bomb, says: { unpackedBytes: 900 } }],
    ['FileBroken', { name: 'wrong-sum.pdf', content: content('x'), says: { crc32: 1 } }],
    ['FileBroken', { name: 'nowhere.pdf', content: content('x'), says: { at: 3_000_000_000 } }],
    ['FileEncrypted', { name: 'locked.pdf', content: content('x'), says: { flags: 1 } }],
    ['MethodUnknown', { name: 'lzma.pdf', content: content('x'), says: { method: 14 } }],
    ['FileIsLink', { name: 'link.pdf', content: content('/etc/passwd'), says: { unixMode: 0o120777 } }],
  ];
  test.each(hostile)('%s is refused by name, and the rest is used', (code, member) => {
    expect(verdict([member, honest])).toEqual({ taken: ['morning/1.pdf'], refused: [[member.name, code]] });
  });

  test('entries over the same bytes are refused, both of them', () => {
    expect(verdict([{ name: 'a.pdf', content: content('same') }, { name: 'b.pdf', content: content('same'), says: { at: 0 } }]).refused).toEqual([['a.pdf', 'FilesOverlap'], ['b.pdf', 'FilesOverlap']]);
  });

  test('a second file of the same name is refused, the first is used', () => {
    expect(verdict([honest, honest])).toEqual({ taken: ['morning/1.pdf'], refused: [['morning/1.pdf', 'DuplicateName']] });
  });

  test('what is too large alone or together is refused', () => {
    const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7919) % 251);
    const limits: ZipLimits = { maxFiles: 3, maxFileBytes: 1_000, maxTotalBytes: 1_500 };
    expect(verdict([{ name: 'big', content: noise(1_001) }, { name: 'one', content: noise(900) }, { name: 'two', content: noise(700) }], limits)).toEqual({ taken: ['one'], refused: [['big', 'FileTooLarge'], ['two', 'TotalTooLarge']] });
    expect(readZip(writeZip([1, 2, 3, 4].map((index) => ({ name: String(index), content: noise(1) }))), limits)).toEqual({ ok: false, error: 'TooManyFiles' });
  });

  test('folders are no files', () => {
    expect(verdict([{ name: 'morning/', content: new Uint8Array() }, honest]).refused).toEqual([]);
  });

  test('a ZIP cut off at any byte, or with any byte changed, gets an answer and never a throw', () => {
    const zip = writeZip([honest, { name: 'b.pdf', content: content('two two two') }]);
    for (let end = 0; end < zip.length; end += 1) expect(readZip(zip.subarray(0, end))).toEqual({ ok: false, error: 'NotZip' });
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
      const spoilt = zip.slice();
      for (const [at, value] of changes) spoilt[at] = value;
      const result = readZip(spoilt);
      const taken = result.ok ? result.value.files : [];
      expect(taken.every((file) => ['one', 'two two two'].includes(Buffer.from(file.bytes).toString()))).toBe(true);
    }), { numRuns: 500 });
  });
});
