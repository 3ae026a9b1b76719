/** Settings come from outside: wrong ones are all named at once, by the names that the operator uses. */
import { describe, expect, test } from 'vitest';
import { environmentName, omsConfigSchema, readOmsConfig } from './config.ts';

const read = (environment: Record<string, string | undefined>): ReturnType<typeof readOmsConfig> => readOmsConfig(environment, { dataDir: '/home/someone/.packbench/oms' });

describe('the settings of the OMS', () => {
  test('none at all: its own database, loopback only, durable, no demo', () => {
    expect(read({})).toEqual({
      role: 'all', dataDir: '/home/someone/.packbench/oms', host: '127.0.0.1', port: 4400, bodyLimitBytes: 2_097_152, logLevel: 'info', isDurable: true, hasDemoData: false, demoCarrierToken: 'demo-carrier-token', demoCarrierFormats: ['zpl', 'pdf'],
      sourcingProfile: 'default', ownerEmail: 'owner@packbench.local', rateLimitApi: 12_000, rateLimitStation: 30_000, rateLimitOpen: 600, rateLimitLogin: 10, trustedProxies: 0, feedOrder: 'horizon', defaultSourcingStrategy: 'DISTANCE_OPTIMAL', maxSplitNodes: 3, labelsBuildKeepDays: 30, webhookTimeoutSeconds: 10, allowsPrivateWebhooks: false,
    });
  });

  test('an empty variable is an unset one', () => {
    expect(read({ PORT: '', DATABASE_URL: '', SECRET_KEY: '', DATA_DIR: '', HOST: '' })).toEqual(read({}));
  });

  test('each is read under its own name', () => {
    const secretKey = 's'.repeat(32);
    expect(read({ ROLE: 'worker', DATABASE_URL: 'postgresql://u:p@db/x', DATA_DIR: '/d', HOST: '::1', PORT: '0', BODY_LIMIT_BYTES: '65536', SECRET_KEY: secretKey, LOG_LEVEL: 'warn', DATABASE_DURABLE: 'false', DEMO_DATA: 'true', DEMO_CARRIER_URL: 'http://127.0.0.1:1', DEMO_CARRIER_TOKEN: 't', DEMO_CARRIER_FORMATS: 'epl, png', FEED_ORDER: 'counter', SOURCING_PROFILE: 'compat', DEFAULT_SOURCING_STRATEGY: 'COST_OPTIMAL', MAX_SPLIT_NODES: '2', LABELS_BUILD_KEEP_DAYS: '7', WEBHOOK_TIMEOUT_SECONDS: '5', WEBHOOK_PRIVATE_TARGETS: 'true', OWNER_EMAIL: 'o@x.example', RATE_LIMIT_API: '1', RATE_LIMIT_STATION: '2', RATE_LIMIT_OPEN: '3', RATE_LIMIT_LOGIN: '0', TRUSTED_PROXIES: '4' })).toEqual({
      role: 'worker', databaseUrl: 'postgresql://u:p@db/x', dataDir: '/d', host: '::1', port: 0, bodyLimitBytes: 65_536, secretKey, logLevel: 'warn', isDurable: false, hasDemoData: true, demoCarrierUrl: 'http://127.0.0.1:1', demoCarrierToken: 't', demoCarrierFormats: ['epl', 'png'],
      feedOrder: 'counter', sourcingProfile: 'compat', defaultSourcingStrategy: 'COST_OPTIMAL', maxSplitNodes: 2, labelsBuildKeepDays: 7, webhookTimeoutSeconds: 5, allowsPrivateWebhooks: true, ownerEmail: 'o@x.example', rateLimitApi: 1, rateLimitStation: 2, rateLimitOpen: 3, rateLimitLogin: 0, trustedProxies: 4,
    });
  });

  test('all wrong ones are named in one refusal', () => {
    const wrong = { PORT: '65536', DATABASE_URL: 'mysql://u@db/x', SECRET_KEY: 'short', LOG_LEVEL: 'loud', DATABASE_DURABLE: 'perhaps', DEMO_CARRIER_URL: 'file:///etc/passwd', DEMO_CARRIER_FORMATS: 'tiff', BODY_LIMIT_BYTES: '1' };
    let message = '';
    try { read(wrong); } catch (error) { message = error instanceof Error ? error.message : ''; }
    for (const name of Object.keys(wrong)) expect(message).toContain(`${name}:`);
    expect(message).not.toContain('short');
  });

  test.each([{ ROLE: 'worker' }, { ROLE: 'api', DATABASE_URL: 'postgres://u@db/x' }, { ROLE: 'api', SECRET_KEY: 's'.repeat(32) }])('one of several processes needs the database and the key of the others: %j', (environment) => {
    expect(() => read(environment)).toThrow(/the same DATABASE_URL and the same SECRET_KEY/);
  });

  test('every setting says its name and what it does', () => {
    for (const [field, schema] of Object.entries(omsConfigSchema.shape)) {
      expect(environmentName(field)).toMatch(/^[A-Z_]+$/);
      expect([field, (schema.description ?? '').length > 20]).toEqual([field, true]);
    }
  });
});
