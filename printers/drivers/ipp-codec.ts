/**
 * IPP messages as bytes and back (RFC 8010 section 3): what a printing client and a simulated printer need.
 * Unknown value tags survive as bytes. Dates are left as bytes: nothing here acts on a printer's clock.
 */
import { err, ok, type Result } from '../../domain/result.ts';

export const IPP_TAG = {
  operation: 0x01, job: 0x02, end: 0x03, printer: 0x04, unsupported: 0x05,
  integer: 0x21, boolean: 0x22, enum: 0x23, text: 0x41, name: 0x42, keyword: 0x44, uri: 0x45, charset: 0x47, language: 0x48, mimeType: 0x49,
} as const;

export type IppValue =
  | { readonly tag: number; readonly kind: 'integer'; readonly integer: number }
  | { readonly tag: number; readonly kind: 'boolean'; readonly boolean: boolean }
  | { readonly tag: number; readonly kind: 'text'; readonly text: string }
  | { readonly tag: number; readonly kind: 'bytes'; readonly bytes: Uint8Array };

export type IppAttribute = { readonly name: string; readonly values: readonly IppValue[] };
export type IppGroup = { readonly tag: number; readonly attributes: readonly IppAttribute[] };
/** `code` is the operation in a request and the status in an answer. */
export type IppMessage = { readonly version: number; readonly code: number; readonly requestId: number; readonly groups: readonly IppGroup[]; readonly data: Uint8Array };

const TEXT_TAGS: ReadonlySet<number> = new Set([0x41, 0x42, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49]);
/** Delimiter tags end at 0x0f; everything from 0x10 on is a value. */
const FIRST_VALUE_TAG = 0x10;

export function ippText(tag: number, text: string): IppValue {
  return { tag, kind: 'text', text };
}

export function ippInteger(tag: number, integer: number): IppValue {
  return { tag, kind: 'integer', integer };
}

export function encodeIpp(message: IppMessage): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(message.version, 0);
  header.writeUInt16BE(message.code, 2);
  header.writeInt32BE(message.requestId, 4);
  const parts: Uint8Array[] = [header];
  for (const group of message.groups) {
    parts.push(Buffer.from([group.tag]));
    for (const attribute of group.attributes) {
      for (const [index, value] of attribute.values.entries()) parts.push(encodeValue(index === 0 ? attribute.name : '', value));
    }
  }
  parts.push(Buffer.from([IPP_TAG.end]), message.data);
  return new Uint8Array(Buffer.concat(parts));
}

/** A further value of the same attribute has an empty name. */
function encodeValue(name: string, value: IppValue): Buffer {
  const nameBytes = Buffer.from(name, 'utf8');
  const valueBytes = valueToBytes(value);
  const head = Buffer.alloc(3);
  head.writeUInt8(value.tag, 0);
  head.writeUInt16BE(nameBytes.length, 1);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(valueBytes.length, 0);
  return Buffer.concat([head, nameBytes, length, valueBytes]);
}

function valueToBytes(value: IppValue): Buffer {
  switch (value.kind) {
    case 'boolean': return Buffer.from([value.boolean ? 1 : 0]);
    case 'text': return Buffer.from(value.text, 'utf8');
    case 'bytes': return Buffer.from(value.bytes);
    case 'integer': {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(value.integer, 0);
      return bytes;
    }
  }
}

/** `Truncated` for anything that ends in the middle, `Malformed` for a value where none may be. Never throws. */
export function decodeIpp(bytes: Uint8Array): Result<IppMessage, 'Truncated' | 'Malformed'> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 9) return err('Truncated');
  const groups: { tag: number; attributes: { name: string; values: IppValue[] }[] }[] = [];
  let at = 8;
  for (;;) {
    if (at >= buffer.length) return err('Truncated');
    const tag = buffer.readUInt8(at);
    if (tag === IPP_TAG.end) break;
    if (tag < FIRST_VALUE_TAG) {
      groups.push({ tag, attributes: [] });
      at += 1;
      continue;
    }
    const read = readValue(buffer, at);
    if (!read) return err('Truncated');
    const group = groups.at(-1);
    if (!group) return err('Malformed');
    if (read.name !== '') group.attributes.push({ name: read.name, values: [read.value] });
    else if (group.attributes.length === 0) return err('Malformed');
    else group.attributes.at(-1)?.values.push(read.value);
    at = read.end;
  }
  return ok({ version: buffer.readUInt16BE(0), code: buffer.readUInt16BE(2), requestId: buffer.readInt32BE(4), groups, data: new Uint8Array(buffer.subarray(at + 1)) });
}

function readValue(buffer: Buffer, at: number): { readonly name: string; readonly value: IppValue; readonly end: number } | null {
  if (at + 3 > buffer.length) return null;
  const nameEnd = at + 3 + buffer.readUInt16BE(at + 1);
  if (nameEnd + 2 > buffer.length) return null;
  const end = nameEnd + 2 + buffer.readUInt16BE(nameEnd);
  if (end > buffer.length) return null;
  return { name: buffer.toString('utf8', at + 3, nameEnd), value: bytesToValue(buffer.readUInt8(at), buffer.subarray(nameEnd + 2, end)), end };
}

function bytesToValue(tag: number, bytes: Buffer): IppValue {
  if ((tag === IPP_TAG.integer || tag === IPP_TAG.enum) && bytes.length === 4) return { tag, kind: 'integer', integer: bytes.readInt32BE(0) };
  if (tag === IPP_TAG.boolean && bytes.length === 1) return { tag, kind: 'boolean', boolean: bytes[0] === 1 };
  // Text that is not UTF-8 stays bytes, so that nothing is changed by reading it.
  if (TEXT_TAGS.has(tag) && Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes)) return { tag, kind: 'text', text: bytes.toString('utf8') };
  return { tag, kind: 'bytes', bytes: new Uint8Array(bytes) };
}

/** All values of the first attribute of that name in groups of that kind; empty when there is none. */
export function ippValues(group: IppGroup | undefined, name: string): readonly IppValue[] {
  return group?.attributes.find((attribute) => attribute.name === name)?.values ?? [];
}

export function ippTexts(group: IppGroup | undefined, name: string): string[] {
  return ippValues(group, name).flatMap((value) => (value.kind === 'text' ? [value.text] : []));
}

export function ippNumber(group: IppGroup | undefined, name: string): number | null {
  const [value] = ippValues(group, name);
  return value?.kind === 'integer' ? value.integer : null;
}
