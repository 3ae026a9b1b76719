/** The same driver against CUPS' own IPP printer, where the machine has it. */
import { readdirSync } from 'node:fs';
import { expect, test, type TestContext } from 'vitest';
import { PDFDocument } from 'pdf-lib';
import { startPrinterLine } from '../../test/simulators/printer-line/start-printer-line.ts';
import { carrierPdf } from '../../test/fixtures/documents/slip-content.ts';
import { startIppeveprinter, whyNoIppeveprinter, type RealPrinter } from '../../test/support/ippeveprinter/start-ippeveprinter.ts';
import { discoverPrinters } from '../discovery/discover-printers.ts';
import { createIppDriver } from './ipp.ts';

async function startOrSkip(context: TestContext): Promise<RealPrinter> {
  const reason = whyNoIppeveprinter();
  if (reason !== null) return context.skip(reason);
  return (await startIppeveprinter()) ?? context.skip('ippeveprinter did not come up: this machine forbids a private D-Bus or Avahi');
}

test('a page sent to the real ippeveprinter is confirmed, settled by its name, and given up safely when it aborts', async (context) => {
  const printer = await startOrSkip(context);
  try {
    const driver = createIppDriver({ address: printer.address, dotsPerInch: 600, language: 'pdf' });
    expect(await driver.readStatus()).toMatchObject({ condition: 'ready', canPrint: true });
    const job = { jobId: 'job_real', bytes: await carrierPdf('PB123456'), impressions: 1, evidence: (await driver.readEvidence('job_real')) ?? { kind: 'none' } };
    expect(job.evidence).toMatchObject({ kind: 'ipp', printerUuid: expect.stringMatching(/^urn:uuid:/) as string });
    expect((await driver.send(job, () => undefined)).kind).toBe('confirmed');
    expect(readdirSync(printer.folder).length).toBe(1);
    expect((await driver.settle({ ...job, evidence: { kind: 'ipp', printerUuid: null, upTimeSeconds: null, jobName: 'packbench job_real', jobId: null, isWhole: true } })).kind).toBe('printed');
    const aborted = await driver.send({ ...job, jobId: 'job_abort' }, () => undefined);
    expect(['nothing_sent', 'uncertain']).toContain(aborted.kind);
    expect(readdirSync(printer.folder).length).toBe(1);
  } finally {
    await printer.close();
  }
});

test('an upload that was cut is never called printed, although the real ippeveprinter calls it completed', async (context) => {
  const printer = await startOrSkip(context);
  const line = await startPrinterLine(Number(new URL(printer.address).port));
  try {
    const driver = createIppDriver({ address: `http://127.0.0.1:${line.port}/ipp/print`, dotsPerInch: 600, language: 'pdf' });
    const pdf = await PDFDocument.create();
    pdf.addPage([288, 432]);
    await pdf.attach(Uint8Array.from({ length: 30_000 }, (_, index) => (index * 7919) % 251), 'filler.bin');
    const job = { jobId: 'job_cut', bytes: await pdf.save(), impressions: 1, evidence: (await driver.readEvidence('job_cut')) ?? { kind: 'none' as const } };
    line.cutAfterBytes(Math.floor(job.bytes.length * 0.6));
    expect((await driver.send(job, () => undefined)).kind).toBe('uncertain');
    await expect.poll(() => readdirSync(printer.folder).length, { timeout: 8_000 }).toBe(1);
    expect((await driver.settle(job)).kind).toBe('unknown');
    expect((await driver.withdraw(job)).kind).toBe('cannot_tell');
  } finally {
    await line.close();
    await printer.close();
  }
});

test('the real printer is found by the mDNS of a real Avahi, and prints at the encrypted address that it told', async (context) => {
  const printer = await startOrSkip(context);
  try {
    const find = () => discoverPrinters({ listDevices: () => Promise.resolve([]) }, { waitMs: 1_500 });
    await expect.poll(async () => (await find()).map((one) => one.name), { timeout: 15_000 }).toContain('PackbenchTest');
    const found = (await find()).find((one) => one.name === 'PackbenchTest');
    expect(found).toMatchObject({ driver: 'ipp', language: 'pdf', address: expect.stringMatching(/^ipps?:\/\/127\.0\.0\.1:/) as string });
    const driver = createIppDriver({ address: found?.address ?? '', dotsPerInch: 600, language: 'pdf' });
    expect(await driver.describe?.()).toMatchObject({ model: 'Example Printer' });
    const job = { jobId: 'job_tls', bytes: await carrierPdf('PB123456'), impressions: 1, evidence: (await driver.readEvidence('job_tls')) ?? { kind: 'none' as const } };
    expect((await driver.send(job, () => undefined)).kind).toBe('confirmed');
    expect(readdirSync(printer.folder)).toHaveLength(1);
  } finally {
    await printer.close();
  }
});
