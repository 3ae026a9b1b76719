import { afterEach, describe, expect, test } from 'vitest';
import { startLaser, type Laser } from '../../test/simulators/laser/start-laser.ts';
import { carrierPdf } from '../../test/fixtures/documents/slip-content.ts';
import type { PrinterDriver, PrintRequest } from './driver.ts';
import { createIppDriver } from './ipp.ts';

const lasers: Laser[] = [];
afterEach(async () => { await Promise.all(lasers.splice(0).map((laser) => laser.close())); });

async function setup(): Promise<{ laser: Laser; driver: PrinterDriver }> {
  const laser = await startLaser({ printTimeMs: 60 });
  lasers.push(laser);
  return { laser, driver: createIppDriver({ address: laser.address, dotsPerInch: 600, language: 'pdf', answerTimeoutMs: 400, confirmTimeoutMs: 1_500, blockedTimeoutMs: 500, pollMs: 20 }) };
}

async function request(driver: PrinterDriver, jobId = 'job_1'): Promise<PrintRequest> {
  return { jobId, bytes: await carrierPdf('PB123456'), impressions: 1, evidence: (await driver.readEvidence(jobId)) ?? { kind: 'none' } };
}

/** As the queue keeps it once the printer has said that it has the whole document. */
function acknowledged(job: PrintRequest): PrintRequest {
  return { ...job, evidence: job.evidence.kind === 'ipp' ? { ...job.evidence, isWhole: true } : job.evidence };
}

describe('a page sent by IPP', () => {
  test('is confirmed by the printer itself, and the same bytes came out', async () => {
    const { laser, driver } = await setup();
    const job = await request(driver);
    let [firstBytes, acknowledgements] = [0, 0];
    expect((await driver.send(job, () => { firstBytes += 1; }, () => { acknowledgements += 1; })).kind).toBe('confirmed');
    expect([firstBytes, acknowledgements]).toEqual([1, 1]);
    expect(laser.documents()).toMatchObject([{ jobName: 'packbench job_1', pageCount: 1 }]);
    expect(Buffer.from(laser.documents()[0]?.pdf ?? []).equals(Buffer.from(job.bytes))).toBe(true);
    expect(await driver.settle(acknowledged(job))).toMatchObject({ kind: 'printed' });
  });

  test.each([['media_empty', 'out_of_paper'], ['stopped', 'unknown_fault'], ['busy', 'busy'], ['silent', 'silent'], ['off', 'offline']] as const)('is not sent while the printer is %s', async (fault, condition) => {
    const { laser, driver } = await setup();
    await laser.setFault(fault);
    expect(await driver.send(await request(driver), () => undefined)).toMatchObject({ kind: 'nothing_sent', status: { condition } });
    await laser.setFault('none');
    expect((await driver.send(await request(driver), () => undefined)).kind).toBe('confirmed');
    expect(laser.documents().length).toBe(1);
  });

  test('given up by the printer with no impression may be tried again', async () => {
    const { laser, driver } = await setup();
    await laser.setFault('abort');
    const job = await request(driver);
    expect((await driver.send(job, () => undefined)).kind).toBe('nothing_sent');
    expect(await driver.settle(job)).toMatchObject({ kind: 'not_printed' });
  });

  test('that runs out of paper in mid-job prints after the tray is filled', async () => {
    const { laser, driver } = await setup();
    const sending = driver.send(await request(driver), () => { void laser.setFault('media_empty'); });
    await expect.poll(async () => (await driver.readStatus()).condition).toBe('out_of_paper');
    await laser.setFault('none');
    expect((await sending).kind).toBe('confirmed');
  });

  test('whose answer was lost is uncertain for ever: "completed" may be half a document', async () => {
    const { laser, driver } = await setup();
    laser.loseNextAnswer();
    const job = await request(driver);
    expect((await driver.send(job, () => undefined)).kind).toBe('uncertain');
    await expect.poll(() => laser.documents().length).toBe(1);
    expect((await driver.settle(job)).kind).toBe('unknown');
    expect((await driver.settle(acknowledged(job))).kind).toBe('printed');
  });

  test('is uncertain for ever when the printer was restarted and forgot its jobs', async () => {
    const { laser, driver } = await setup();
    const job = await request(driver);
    const outcome = await driver.send(job, () => { setTimeout(() => laser.cutPower(), 10); });
    expect(outcome.kind).toBe('uncertain');
    expect((await driver.settle(job)).kind).toBe('unknown');
  });
});
