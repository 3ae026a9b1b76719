import { afterEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readEscposStream } from '../../test/simulators/escpos/read-escpos-stream.ts';
import { startPaperPrinter, type PaperPrinterServer } from '../../test/simulators/start-paper-printer.ts';
import { findStatusBytes, hasProcessReply, statusOfBytes } from '../escpos/printer-replies.ts';
import type { PrinterDriver, PrintRequest } from './driver.ts';
import { createEscposDriver } from './escpos.ts';
import { tcpLinkTo } from './tcp-link.ts';

const printers: PaperPrinterServer[] = [];
afterEach(async () => { await Promise.all(printers.splice(0).map((printer) => printer.close())); });

async function setup(): Promise<{ printer: PaperPrinterServer; driver: PrinterDriver }> {
  const printer = await startPaperPrinter(readEscposStream, 30);
  printers.push(printer);
  return { printer, driver: createEscposDriver({ openLink: tcpLinkTo({ host: '127.0.0.1', port: printer.port }), dotsPerInch: 203, answerTimeoutMs: 300, confirmTimeoutMs: 1_500, blockedTimeoutMs: 500, pollMs: 20 }) };
}
const receipt: PrintRequest = { jobId: 'job_1', bytes: Buffer.from('\x1b@one\n\x1dV\x42\x10', 'latin1'), impressions: 1, evidence: { kind: 'none' } };

describe('a receipt on an Epson', () => {
  test('is confirmed when the printer answers our id, which it does when it has printed', async () => {
    const { printer, driver } = await setup();
    expect(await driver.readEvidence('job_1')).toEqual({ kind: 'epson', serial: 'SIMTM88-0001' });
    expect((await driver.send(receipt, () => undefined)).kind).toBe('confirmed');
    expect(printer.machine.papers()).toEqual(['one\n']);
  });

  test.each([['out_of_paper', 'out_of_paper'], ['head_open', 'head_open'], ['paused', 'paused'], ['silent', 'silent']] as const)('is not sent while the printer is %s', async (fault, condition) => {
    const { printer, driver } = await setup();
    printer.machine.setFault(fault);
    expect(await driver.send(receipt, () => undefined)).toMatchObject({ kind: 'nothing_sent', status: { condition, canPrint: false } });
  });

  test('of a silent printer is sent when a person wants it, and is in doubt then', async () => {
    const { printer, driver } = await setup();
    printer.machine.setFault('silent');
    expect((await driver.send({ ...receipt, isBlind: true }, () => undefined)).kind).toBe('uncertain');
    expect(printer.machine.papers()).toHaveLength(1);
  });

  test('that waits behind an open lid is cleared from the buffer before it is sent again: one paper in all', async () => {
    const { printer, driver } = await setup();
    const outcome = await driver.send(receipt, () => printer.machine.setFault('head_open'));
    expect(outcome.kind).toBe('uncertain');
    expect((await driver.withdraw({ ...receipt })).kind).toBe('clear');
    printer.machine.setFault('none');
    expect((await driver.send(receipt, () => undefined)).kind).toBe('confirmed');
    expect(printer.machine.papers()).toHaveLength(1);
  });
});

test('status bytes are found among answers of other kinds, and the id is never taken for one', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('0', '5', '9', ':', '@', 'A', 'Z', 'y'), minLength: 4, maxLength: 4 }), fc.array(fc.constantFrom(0x12, 0x16, 0x1e, 0x32, 0x72), { maxLength: 6 }), (id, bytes) => {
    const status = Buffer.from(bytes).toString('latin1');
    const stream = `${status.slice(0, 2)}7"${id}\0${status.slice(2)}`;
    expect([findStatusBytes(stream), hasProcessReply(stream, id)]).toEqual([bytes, true]);
  }));
});

test.each([[[0x12, 0x12, 0x12, 0x12], 'ready'], [[0x1a, 0x16, 0x12, 0x12], 'head_open'], [[0x1a, 0x32, 0x12, 0x72], 'out_of_paper'], [[0x1a, 0x52, 0x1a, 0x12], 'unknown_fault'], [[0x1a, 0x52, 0x52, 0x12], 'too_hot'], [[0x1a, 0x12, 0x12, 0x12], 'paused']] as const)('DLE EOT %j means %s', (bytes, condition) => {
  expect(statusOfBytes(bytes).condition).toBe(condition);
});
