/** The spooler driver against a real, private CUPS, where the machine has one. */
import { expect, test, type TestContext } from 'vitest';
import { startCups, whyNoCups, type PrivateCups } from '../../test/support/cups/start-cups.ts';
import { startZebra } from '../../test/simulators/zebra/start-zebra.ts';
import { createSpoolerDriver } from './spooler.ts';

async function startOrSkip(context: TestContext, printerPort: number): Promise<PrivateCups> {
  const reason = whyNoCups();
  if (reason !== null) return context.skip(reason);
  return (await startCups(printerPort)) ?? context.skip('cupsd did not come up: this machine forbids a private one');
}

test('what CUPS took is "sent", never "confirmed"; a stopped queue gets nothing; a job for a dead printer is taken back and does not come out later', async (context) => {
  const zebra = await startZebra({ printTimeMs: 20 });
  const cups = await startOrSkip(context, zebra.port).catch(async (error: unknown) => { await zebra.close(); throw error; });
  try {
    const driver = createSpoolerDriver({ address: cups.address, dotsPerInch: 203, language: 'zpl', spoolTimeoutMs: 6_000, pollMs: 100 });
    const job = (jobId: string) => ({ jobId, bytes: Buffer.from(`^XA^FD${jobId}^FS^XZ\n`), impressions: 1, evidence: { kind: 'none' as const } });
    expect(await driver.readStatus()).toMatchObject({ canPrint: true });
    expect((await driver.send(job('job_a'), () => undefined)).kind).toBe('sent_unconfirmed');
    await expect.poll(() => zebra.labels().length, { timeout: 5_000 }).toBe(1);
    expect((await driver.settle(job('job_a'))).kind).toBe('unknown');

    cups.stopQueue();
    expect(await driver.send(job('job_b'), () => undefined)).toMatchObject({ kind: 'nothing_sent' });
    cups.startQueue();

    await zebra.setFault('off');
    expect((await driver.send(job('job_c'), () => undefined)).kind).toBe('uncertain');
    await zebra.setFault('none');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(zebra.labels().map((label) => /job_\w/.exec(label.zpl)?.[0])).toEqual(['job_a']);
  } finally {
    await cups.close();
    await zebra.close();
  }
}, 60_000);
