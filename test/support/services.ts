/** The OMS's services for tests: a real database, real chance, a clock that can be moved, no carrier and no network. */
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { createSecretBox } from '../../oms/auth/secret-box.ts';
import { createTokenSigner } from '../../oms/auth/token-signer.ts';
import { omsConfigSchema } from '../../oms/config.ts';
import type { Db } from '../../oms/db/connect.ts';
import type { Services } from '../../oms/services.ts';
import type { ControlDatabase } from '../../oms/tenants/control-schema.ts';
import { TEST_ENVIRONMENT } from './test-environment.ts';
import { createStationSignals } from '../../oms/stations/station-signals.ts';

const TEST_SECRET_KEY = 'a test secret of more than 32 characters';
/** For tests and benches that ask as fast as they can. */
export const NO_RATE_LIMITS = { rateLimitApi: 0, rateLimitStation: 0, rateLimitOpen: 0, rateLimitLogin: 0 } as const;
export const TEST_NOW_MS = Date.parse('2026-03-02T15:00:00Z');

export type TestClock = { nowMs(): number; monotonicMs(): number; advance(ms: number): void };

export function createTestClock(startMs = TEST_NOW_MS): TestClock {
  let nowMs = startMs;
  return { nowMs: () => nowMs, monotonicMs: () => nowMs - startMs, advance: (ms) => { nowMs += ms; } };
}

export function createTestServices(db: Db, overrides: Partial<Services> = {}): Services {
  const random = { bytes: (length: number): Uint8Array => randomBytes(length) };
  const clock = createTestClock();
  return {
    db, control: db.withTables<ControlDatabase>(), environment: TEST_ENVIRONMENT, random, clock, log: pino({ level: 'silent' }), config: omsConfigSchema.parse({ dataDir: '/nonexistent', logLevel: 'silent', ...NO_RATE_LIMITS }),
    secretBox: createSecretBox(TEST_SECRET_KEY, random), tokens: createTokenSigner(TEST_SECRET_KEY, overrides.clock ?? clock), carriers: new Map(), sequencer: { poke: () => undefined, onNudge: () => () => undefined }, stationSignals: createStationSignals(),
    fetch: () => Promise.reject(new Error('this test has no network')), ...overrides,
  };
}
