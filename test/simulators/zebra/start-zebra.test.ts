import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDriver } from '../../../printers/drivers/create-driver.ts';
import { carrierZpl } from '../../fixtures/documents/slip-content.ts';
import { decodeBarcodes } from '../../support/decode.ts';
import { takeNextPart } from './split-stream.ts';
import { startZebra } from './start-zebra.ts';

test('paper outlives the program: labels, their pictures and the odometer are there after a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'packbench-zebra-'));
  try {
    const first = await startZebra({ printTimeMs: 10, folder });
    const driver = createDriver({ kind: 'tcp9100', address: first.address, dotsPerInch: 203, language: 'zpl' });
    await driver.send({ jobId: 'job_1', bytes: carrierZpl('PB42'), impressions: 1, evidence: { kind: 'none' } }, () => undefined);
    await first.close();
    const second = await startZebra({ folder });
    expect([second.labels().length, second.odometer()]).toEqual([1, 1]);
    const picture = await second.renderLabel(second.labels()[0]?.name ?? '');
    expect(await decodeBarcodes(picture ?? new Uint8Array())).toEqual([{ format: 'Code128', text: 'PB42' }]);
    await second.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a stream is read the same, however the network cuts it', () => {
  const stream = '~HS\r\n^XA^PW812^XZ\n! U1 getvar "device.unique_id"\r\n^XA^FDone^FS^XZ\n~HQES\r\n^XA^FDtwo ~HS ^FS^XZ~HI\r\n';
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }), (sizes) => {
    const seen: string[] = [];
    let received = '';
    for (let at = 0, index = 0; at < stream.length; index += 1) {
      const size = sizes[index % sizes.length] ?? 1;
      received += stream.slice(at, at + size);
      at += size;
      for (let part = takeNextPart(received); part !== null; part = takeNextPart(received)) { received = part.rest; seen.push(`${part.kind} ${part.text.trim()}`); }
    }
    expect(seen).toEqual(['question ~HS', 'setting ^XA^PW812^XZ', 'question ! U1 getvar "device.unique_id"', 'label ^XA^FDone^FS^XZ', 'question ~HQES', 'label ^XA^FDtwo ~HS ^FS^XZ', 'question ~HI']);
  }));
});
