/** Discovery over real sockets: a responder that answers as printers do, on the loopback instead of the multicast group. */
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUsbWorld } from '../../test/simulators/usb/create-usb-world.ts';
import { decodeRecords, encodeName, encodeQuery, RECORD, splitName } from './dns-message.ts';
import { discoverPrinters } from './discover-printers.ts';

type Told = { readonly type: string; readonly instance: string; readonly host: string; readonly port: number; readonly address: string; readonly texts: readonly string[] };
const ANSWER_IN = 0x8001;

function record(name: string, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(ANSWER_IN, 2);
  head.writeUInt32BE(120, 4);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(name), head, data]);
}

function message(records: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(0x8400, 2);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, ...records]);
}

/** PTR at once; SRV, TXT and A only when they are asked for, as a frugal responder does. */
function answerTo(query: Buffer, printers: readonly Told[]): Buffer[] {
  const asked = query.toString('latin1');
  return printers.flatMap((printer) => {
    const full = `${printer.instance.replaceAll('.', '\\.')}.${printer.type}`;
    const srv = Buffer.alloc(6);
    srv.writeUInt16BE(printer.port, 4);
    const answers = [record(printer.type, RECORD.ptr, encodeName(full))];
    if (asked.includes(encodeName(full).toString('latin1'))) {
      answers.push(record(full, RECORD.srv, Buffer.concat([srv, encodeName(printer.host)])), record(full, RECORD.txt, Buffer.concat(printer.texts.map((text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])))));
    }
    if (asked.includes(encodeName(printer.host).toString('latin1'))) answers.push(record(printer.host, RECORD.a, Buffer.from(printer.address.split('.').map(Number))));
    return answers;
  });
}

async function startResponder(printers: readonly Told[]): Promise<{ readonly port: number; close(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => { socket.send(message(answerTo(query, printers)), from.port, from.address); });
  await new Promise<void>((resolve) => { socket.bind(0, '127.0.0.1', resolve); });
  return { port: (socket.address() as AddressInfo).port, close: () => { socket.close(); } };
}

const ZEBRA: Told = { type: '_pdl-datastream._tcp.local', instance: 'ZD421 bench 3', host: 'zbr1.local', port: 9100, address: '10.0.0.31', texts: ['ty=Zebra ZD421-203dpi ZPL', 'usb_CMD=ZPL'] };
const LASER: Told = { type: '_ipp._tcp.local', instance: 'Laser 2.0 upstairs', host: 'laser.local', port: 631, address: '10.0.0.40', texts: ['rp=ipp/print', 'ty=Brother HL-L2400', 'pdl=application/pdf,image/urf'] };

test('a label printer on port 9100, a laser by IPP and one on a cable are found with their addresses and languages', async () => {
  const responder = await startResponder([ZEBRA, LASER, { ...LASER, type: '_pdl-datastream._tcp.local', port: 9100, texts: ['ty=Brother HL-L2400'] }]);
  try {
    const found = await discoverPrinters(createUsbWorld(() => () => undefined).host, { waitMs: 600, group: { address: '127.0.0.1', port: responder.port } });
    expect(found).toEqual([
      { name: 'Laser 2.0 upstairs', model: 'Brother HL-L2400', driver: 'ipp', address: 'ipp://10.0.0.40:631/ipp/print', language: 'pdf' },
      { name: 'ZD421 bench 3', model: 'Zebra ZD421-203dpi ZPL', driver: 'tcp9100', address: '10.0.0.31:9100', language: 'zpl' },
      { name: 'Packbench Simulated label printer', model: 'Packbench Simulated label printer', driver: 'usb', address: '0a5f:0120:SIMUSB-0001', language: 'zpl' },
    ]);
  } finally {
    responder.close();
  }
});

test('a network in which nobody answers has no printers', async () => {
  const responder = await startResponder([]);
  responder.close();
  expect(await discoverPrinters({ listDevices: () => Promise.reject(new Error('no bus')) }, { waitMs: 50, group: { address: '127.0.0.1', port: responder.port } })).toEqual([]);
});

test('noise from the network is no message, and never an exception', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => { const records = decodeRecords(noise); expect(records === null || Array.isArray(records)).toBe(true); }));
});

test('a name that points at itself is no name', () => {
  const circle = Buffer.concat([Buffer.from([0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0]), Buffer.from([0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 0, 0, 2, 0xc0, 12])]);
  expect(decodeRecords(circle)).toBeNull();
});

test('a cut message is never taken for a whole one', () => {
  const whole = message([record('a.local', RECORD.a, Buffer.from([10, 0, 0, 1])), record('_ipp._tcp.local', RECORD.ptr, encodeName('x._ipp._tcp.local'))]);
  expect(decodeRecords(whole)).toHaveLength(2);
  fc.assert(fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => { expect(decodeRecords(whole.subarray(0, length))).toBeNull(); }));
});

test('a dot in a printer\'s name does not end it', () => {
  expect(splitName('Laser 2\\.0._ipp._tcp.local')).toEqual(['Laser 2.0', '_ipp', '_tcp', 'local']);
  expect(encodeQuery([{ name: '_ipp._tcp.local', type: RECORD.ptr }]).length).toBe(12 + 17 + 4);
});
