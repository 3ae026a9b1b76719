/** DNS messages as multicast DNS uses them (RFC 1035 section 4, RFC 6762): a question out, records in. Pure. */
export const RECORD = { a: 1, ptr: 12, txt: 16, aaaa: 28, srv: 33, any: 255 } as const;

export type DnsQuestion = { readonly name: string; readonly type: number };
export type DnsRecord = { readonly name: string } & (
  | { readonly kind: 'ptr'; readonly target: string }
  | { readonly kind: 'srv'; readonly host: string; readonly port: number }
  | { readonly kind: 'txt'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'address'; readonly address: string }
);

/** Answers may come straight back to the asker (the QU bit, RFC 6762 section 5.4). */
const QUESTION_UNICAST_IN = 0x8001;
const IN = 1;
const MOST_JUMPS = 32;

export function encodeQuery(questions: readonly DnsQuestion[]): Uint8Array {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(questions.length, 4);
  return new Uint8Array(Buffer.concat([header, ...questions.map(encodeQuestion)]));
}

function encodeQuestion({ name, type }: DnsQuestion): Buffer {
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(type, 0);
  tail.writeUInt16BE(QUESTION_UNICAST_IN, 2);
  return Buffer.concat([encodeName(name), tail]);
}

export function encodeName(name: string): Buffer {
  const labels = splitName(name).map((label) => { const bytes = Buffer.from(label, 'utf8').subarray(0, 63); return Buffer.concat([Buffer.from([bytes.length]), bytes]); });
  return Buffer.concat([...labels, Buffer.from([0])]);
}

/** An instance's first label may hold dots, which are written `\.` in a name. */
export function splitName(name: string): string[] {
  return name.split(/(?<!\\)\./).filter((label) => label !== '').map((label) => label.replaceAll('\\.', '.'));
}

/** The records of an answer that we know; null when the bytes are no whole DNS message. Never throws. */
export function decodeRecords(bytes: Uint8Array): DnsRecord[] | null {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (message.length < 12) return null;
  let at = 12;
  for (let left = message.readUInt16BE(4); left > 0; left -= 1) {
    const name = readName(message, at);
    if (!name || name.end + 4 > message.length) return null;
    at = name.end + 4;
  }
  const records: DnsRecord[] = [];
  for (let left = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10); left > 0; left -= 1) {
    const read = readRecord(message, at);
    if (!read) return null;
    if (read.record) records.push(read.record);
    at = read.end;
  }
  return records;
}

function readRecord(message: Buffer, at: number): { readonly record: DnsRecord | null; readonly end: number } | null {
  const name = readName(message, at);
  if (!name || name.end + 10 > message.length) return null;
  const start = name.end + 10;
  const end = start + message.readUInt16BE(name.end + 8);
  if (end > message.length) return null;
  const type = message.readUInt16BE(name.end);
  // The top bit tells a cache to forget older records.
  const isIn = (message.readUInt16BE(name.end + 2) & 0x7fff) === IN;
  return { record: isIn ? readData(message, { name: name.text, type, start, end }) : null, end };
}

function readData(message: Buffer, { name, type, start, end }: { readonly name: string; readonly type: number; readonly start: number; readonly end: number }): DnsRecord | null {
  const data = message.subarray(start, end);
  switch (type) {
    case RECORD.ptr: { const target = readName(message, start); return target && { name, kind: 'ptr', target: target.text }; }
    case RECORD.srv: { const host = data.length > 6 ? readName(message, start + 6) : null; return host && { name, kind: 'srv', host: host.text, port: data.readUInt16BE(4) }; }
    case RECORD.txt: return { name, kind: 'txt', values: readTexts(data) };
    case RECORD.a: return data.length === 4 ? { name, kind: 'address', address: [...data].join('.') } : null;
    case RECORD.aaaa: return data.length === 16 ? { name, kind: 'address', address: Array.from({ length: 8 }, (_, index) => data.readUInt16BE(index * 2).toString(16)).join(':') } : null;
    default: return null;
  }
}

/** `key=value` strings, each with its length; a key counts once, in small letters (RFC 6763 section 6). */
function readTexts(data: Buffer): Map<string, string> {
  const values = new Map<string, string>();
  for (let at = 0; at < data.length;) {
    const end = at + 1 + (data[at] ?? 0);
    const text = data.toString('utf8', at + 1, Math.min(end, data.length));
    const key = text.split('=', 1)[0]?.toLowerCase() ?? '';
    if (key !== '' && !values.has(key)) values.set(key, text.slice(key.length + 1));
    at = end;
  }
  return values;
}

/** A name may point back into the message; a circle of pointers is no name. */
function readName(message: Buffer, at: number): { readonly text: string; readonly end: number } | null {
  const labels: string[] = [];
  let end: number | null = null;
  let cursor = at;
  for (let jumps = 0; jumps < MOST_JUMPS;) {
    const length = message[cursor];
    if (length === undefined) return null;
    if (length === 0) return { text: labels.join('.'), end: end ?? cursor + 1 };
    if ((length & 0xc0) === 0xc0) {
      if (cursor + 2 > message.length) return null;
      end ??= cursor + 2;
      cursor = message.readUInt16BE(cursor) & 0x3fff;
      jumps += 1;
      continue;
    }
    if (length > 63 || cursor + 1 + length > message.length) return null;
    labels.push(message.toString('utf8', cursor + 1, cursor + 1 + length).replaceAll('.', '\\.'));
    cursor += 1 + length;
  }
  return null;
}
