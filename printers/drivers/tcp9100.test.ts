/** The fault table of reference/printing.md B1: what a driver may say, and how many labels came out. */
import { afterEach, describe, expect, test } from 'vitest';
import { startZebra, type Zebra, type ZebraOptions } from '../../test/simulators/zebra/start-zebra.ts';
import { parseHostAndPort } from './create-driver.ts';
import type { PrinterDriver, PrintRequest } from './driver.ts';
import { createTcp9100Driver } from './tcp9100.ts';

const LABEL = Buffer.from('^XA^FO10,10^FDone^FS^XZ\n');
const zebras: Zebra[] = [];

afterEach(async () => { await Promise.all(zebras.splice(0).map((zebra) => zebra.close())); });

async function setup(options: ZebraOptions = {}): Promise<{ zebra: Zebra; driver: PrinterDriver }> {
  const zebra = await startZebra({ printTimeMs: 40, ...options });
  zebras.push(zebra);
  const driver = createTcp9100Driver({ address: parseHostAndPort(zebra.address), dotsPerInch: 203, connectTimeoutMs: 500, answerTimeoutMs: 200, confirmTimeoutMs: 1_500, blockedTimeoutMs: 600, pollMs: 15 });
  return { zebra, driver };
}

async function request(driver: PrinterDriver, bytes: Uint8Array = LABEL, impressions = 1): Promise<PrintRequest> {
  return { jobId: 'job_1', bytes, impressions, evidence: (await driver.readEvidence('job_1')) ?? { kind: 'none' } };
}

async function send(driver: PrinterDriver, job: PrintRequest) {
  let firstBytes = 0;
  const outcome = await driver.send(job, () => { firstBytes += 1; });
  return { outcome, firstBytes };
}

describe('a label sent to a Zebra', () => {
  test('is confirmed only after the odometer has moved', async () => {
    const { zebra, driver } = await setup();
    const { outcome, firstBytes } = await send(driver, await request(driver));
    expect(outcome).toEqual({ kind: 'confirmed', detail: 'odometer 0 to 1' });
    expect([zebra.labels().length, firstBytes]).toEqual([1, 1]);
  });

  test('and its slip count as two', async () => {
    const { zebra, driver } = await setup();
    const { outcome } = await send(driver, await request(driver, Buffer.concat([LABEL, LABEL]), 2));
    expect(outcome.kind).toBe('confirmed');
    expect(zebra.odometer()).toBe(2);
  });

  test.each(['out_of_paper', 'head_open', 'paused', 'out_of_ribbon'] as const)('is not sent while the printer is blocked by %s, and the reason is told', async (fault) => {
    const { zebra, driver } = await setup();
    await zebra.setFault(fault);
    const { outcome, firstBytes } = await send(driver, await request(driver));
    expect(outcome).toMatchObject({ kind: 'nothing_sent', status: { condition: fault, canPrint: false } });
    expect([firstBytes, zebra.labels().length]).toEqual([0, 0]);
  });

  test('is not sent when the printer is mute on ~HS, and ~HQES tells why', async () => {
    const { zebra, driver } = await setup({ isMuteOnError: true });
    await zebra.setFault('out_of_paper');
    expect((await send(driver, await request(driver))).outcome).toMatchObject({ kind: 'nothing_sent', status: { condition: 'out_of_paper' } });
  });

  test('prints when the paper that ran out in mid-job is refilled', async () => {
    const { zebra, driver } = await setup();
    zebra.setFaultAfter(1, 'out_of_paper');
    const sending = send(driver, await request(driver, Buffer.concat([LABEL, LABEL]), 2));
    await expect.poll(async () => (await driver.readStatus()).condition).toBe('out_of_paper');
    await zebra.setFault('none');
    expect((await sending).outcome.kind).toBe('confirmed');
    expect(zebra.labels().length).toBe(2);
  });

  test('that waits for ever in the printer becomes uncertain, and is not settled while it is still in there', async () => {
    const { zebra, driver } = await setup();
    zebra.setFaultAfter(1, 'head_open');
    const job = await request(driver, Buffer.concat([LABEL, LABEL]), 2);
    expect((await send(driver, job)).outcome.kind).toBe('uncertain');
    expect((await driver.settle(job)).kind).toBe('unknown');
  });

  test('lost in a power cut before it printed is uncertain, and the odometer says no', async () => {
    const { zebra, driver } = await setup({ printTimeMs: 400 });
    const job = await request(driver);
    const outcome = await driver.send(job, () => { setTimeout(() => zebra.cutPower(), 80); });
    expect(outcome.kind).toBe('uncertain');
    expect(await driver.settle(job)).toMatchObject({ kind: 'not_printed' });
    expect(zebra.labels().length).toBe(0);
  });

  test('printed just before the power cut is uncertain, and the odometer says yes', async () => {
    const { zebra, driver } = await setup();
    const job = await request(driver);
    const sending = driver.send(job, () => { void zebra.setFault('silent'); });
    await expect.poll(() => zebra.labels().length).toBe(1);
    zebra.cutPower();
    expect((await sending).kind).toBe('uncertain');
    await zebra.setFault('none');
    expect(await driver.settle(job)).toMatchObject({ kind: 'printed' });
  });

  test('that prints while the printer says nothing is uncertain', async () => {
    const { zebra, driver } = await setup();
    const outcome = await driver.send(await request(driver), () => { void zebra.setFault('silent'); });
    expect(outcome.kind).toBe('uncertain');
    expect(zebra.labels().length).toBe(1);
  });

  test('is not sent to a frozen printer, which is silent but not offline', async () => {
    const { zebra, driver } = await setup();
    await zebra.setFault('frozen');
    const { outcome, firstBytes } = await send(driver, await request(driver));
    expect(outcome).toMatchObject({ kind: 'nothing_sent', status: { condition: 'silent', canPrint: false } });
    expect(firstBytes).toBe(0);
  });

  test('is not sent to a printer that is off, and prints when it is on again', async () => {
    const { zebra, driver } = await setup();
    await zebra.setFault('off');
    expect((await send(driver, await request(driver))).outcome).toMatchObject({ kind: 'nothing_sent', status: { condition: 'offline' } });
    await zebra.setFault('none');
    expect((await send(driver, await request(driver))).outcome.kind).toBe('confirmed');
    expect(zebra.labels().length).toBe(1);
  });

  test('cut in the middle of its bytes is uncertain, and nothing came out', async () => {
    const { zebra, driver } = await setup();
    const big = Buffer.from(`^XA^FO1,1^FD${'x'.repeat(3_000_000)}^FS^XZ`);
    const job = await request(driver, big);
    zebra.cutPowerAfterBytes(200_000);
    expect((await send(driver, job)).outcome.kind).toBe('uncertain');
    expect(await driver.settle(job)).toMatchObject({ kind: 'not_printed' });
    expect(zebra.labels().length).toBe(0);
  });

  test('cannot be settled by a printer that was off when the job began', async () => {
    const { zebra, driver } = await setup();
    await zebra.setFault('off');
    const job = await request(driver);
    await zebra.setFault('none');
    expect(job.evidence).toEqual({ kind: 'none' });
    expect((await driver.settle(job)).kind).toBe('unknown');
  });
});

test.each([['10.0.0.5:9100', '10.0.0.5', 9100], ['printer.local', 'printer.local', 9100], ['[::1]:6101', '::1', 6101]])('the address %s is understood', (address, host, port) => {
  expect(parseHostAndPort(address)).toEqual({ host, port });
});

test.each(['', 'host:port', 'host:0', 'host:70000', 'a:b:c'])('the address %j is refused at start', (address) => {
  expect(() => parseHostAndPort(address)).toThrow(/host:port/);
});
