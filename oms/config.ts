/** The OMS's configuration: one zod object, read from the environment in the entry file only. */
import { z } from 'zod';
import { LABEL_FORMATS } from '../printers/documents/carrier-label.ts';
import { SOURCING_STRATEGIES } from '../domain/sourcing/strategies.ts';
import { OmsStartProblem } from './start-problem.ts';

const rateLimit = (usual: number) => z.coerce.number().int().min(0).max(10_000_000).default(usual);

export const omsConfigSchema = z.object({
  role: z.enum(['all', 'api', 'worker']).default('all').describe('ROLE: all; api serves HTTP alone, worker does jobs, webhooks and the feed. Both need DATABASE_URL and one SECRET_KEY.'),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }).optional().describe('DATABASE_URL: a PostgreSQL 18 of your own; unset, one is kept in the data folder.'),
  dataDir: z.string().min(1).describe('DATA_DIR: database, keys and lock of this OMS.'),
  host: z.string().min(1).default('127.0.0.1').describe('HOST: address to listen on; loopback unless told otherwise.'),
  port: z.coerce.number().int().min(0).max(65_535).default(4400).describe('PORT: 0 takes any free one.'),
  bodyLimitBytes: z.coerce.number().int().min(65_536).max(67_108_864).default(2_097_152).describe('BODY_LIMIT_BYTES: the largest request body taken; one route may take less.'),
  secretKey: z.string().min(32).optional().describe('SECRET_KEY: seals connector credentials, 32 characters or more; unset on first start, one is made and kept 0600.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('LOG_LEVEL: debug, info, warn, error or silent.'),
  isDurable: z.stringbool().default(true).describe('DATABASE_DURABLE: false only for tests, a power cut may then lose everything.'),
  feedOrder: z.enum(['horizon', 'counter']).default('horizon').describe('FEED_ORDER: horizon; counter on a PostgreSQL that is shared with other databases, whose long transactions would delay the stations.'),
  hasDemoData: z.stringbool().default(false).describe('DEMO_DATA: seeds the demo nodes, products, stock, rules and operators at start.'),
  sourcingProfile: z.enum(['default', 'compat']).default('default').describe('SOURCING_PROFILE: default, or compat for the numbers of KubeRiva.'),
  defaultSourcingStrategy: z.enum(SOURCING_STRATEGIES).default('DISTANCE_OPTIMAL').describe('DEFAULT_SOURCING_STRATEGY: how an order is sourced that no rule applies to.'),
  ownerEmail: z.email('must be an e-mail address').max(254).default('owner@packbench.local').describe('OWNER_EMAIL: the platform\'s first owner, made on first start; later changes of this setting change nothing.'),
  rateLimitApi: rateLimit(12_000).describe('RATE_LIMIT_API: requests a minute for each person, API key or shop; 0 for no limit.'),
  rateLimitStation: rateLimit(30_000).describe('RATE_LIMIT_STATION: requests a minute for each station; 0 for no limit.'),
  rateLimitOpen: rateLimit(600).describe('RATE_LIMIT_OPEN: requests a minute for each address that shows neither key nor token; 0 for no limit.'),
  rateLimitLogin: rateLimit(10).describe('RATE_LIMIT_LOGIN: logins a minute for one e-mail from one address, six times as many for all from there; 0 for no limit.'),
  trustedProxies: z.coerce.number().int().min(0).max(10).default(0).describe('TRUSTED_PROXIES: how many proxies of yours stand in front; their X-Forwarded-For is believed, so 0 when there is none.'),
  maxSplitNodes: z.coerce.number().int().min(1).max(10).default(3).describe('MAX_SPLIT_NODES: an order is never split over more nodes, whatever its rule allows.'),
  labelsBuildKeepDays: z.coerce.number().int().min(1).max(3_650).default(30).describe('LABELS_BUILD_KEEP_DAYS: what POST /labels/build made is deleted in the night after so many days; asked for again, it is made again.'),
  webhookTimeoutSeconds: z.coerce.number().int().min(1).max(25).default(10).describe('WEBHOOK_TIMEOUT_SECONDS: a receiver that has not answered until then has failed.'),
  allowsPrivateWebhooks: z.stringbool().default(false).describe('WEBHOOK_PRIVATE_TARGETS: true sends webhooks to private addresses and over plain http, too; for tests, demos and receivers on your own network.'),
  demoCarrierUrl: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional().describe('DEMO_CARRIER_URL: base URL of the demo carrier.'),
  demoCarrierFormats: z.string().default('zpl,pdf').transform((text) => text.split(',').map((part) => part.trim())).pipe(z.array(z.enum(LABEL_FORMATS)).min(1)).describe('DEMO_CARRIER_FORMATS: which files of a label the demo carrier is asked for: zpl, epl, pdf, png, gif, separated by commas.'),
  demoCarrierToken: z.string().default('demo-carrier-token').describe('DEMO_CARRIER_TOKEN: bearer token of the demo carrier.'),
});
export type OmsConfig = z.infer<typeof omsConfigSchema>;
export type OmsRole = OmsConfig['role'];

/** Throws OmsStartProblem that names every wrong setting by its environment name. An empty variable counts as unset. */
export function readOmsConfig(environment: Readonly<Record<string, string | undefined>>, defaults: { readonly dataDir: string }): OmsConfig {
  const read = (name: string): string | undefined => environment[name] || undefined;
  const result = omsConfigSchema.safeParse({
    role: read('ROLE'), databaseUrl: read('DATABASE_URL'), dataDir: read('DATA_DIR') ?? defaults.dataDir, host: read('HOST'), port: read('PORT'), bodyLimitBytes: read('BODY_LIMIT_BYTES'),
    secretKey: read('SECRET_KEY'), logLevel: read('LOG_LEVEL'), isDurable: read('DATABASE_DURABLE'), feedOrder: read('FEED_ORDER'), hasDemoData: read('DEMO_DATA'),
    sourcingProfile: read('SOURCING_PROFILE'), defaultSourcingStrategy: read('DEFAULT_SOURCING_STRATEGY'), maxSplitNodes: read('MAX_SPLIT_NODES'),
    ownerEmail: read('OWNER_EMAIL'), rateLimitApi: read('RATE_LIMIT_API'), rateLimitStation: read('RATE_LIMIT_STATION'), rateLimitOpen: read('RATE_LIMIT_OPEN'), rateLimitLogin: read('RATE_LIMIT_LOGIN'), trustedProxies: read('TRUSTED_PROXIES'),
    labelsBuildKeepDays: read('LABELS_BUILD_KEEP_DAYS'), webhookTimeoutSeconds: read('WEBHOOK_TIMEOUT_SECONDS'), allowsPrivateWebhooks: read('WEBHOOK_PRIVATE_TARGETS'),
    demoCarrierUrl: read('DEMO_CARRIER_URL'), demoCarrierToken: read('DEMO_CARRIER_TOKEN'), demoCarrierFormats: read('DEMO_CARRIER_FORMATS'),
  });
  if (result.success) return refuseLonelyRole(result.data);
  const wrong = result.error.issues.map((issue) => `  ${environmentName(String(issue.path[0]))}: ${issue.message}`);
  throw new OmsStartProblem('WrongSettings', `These settings of the OMS are wrong:\n${wrong.join('\n')}`);
}

/** The database in the data folder is one process's alone. */
function refuseLonelyRole(config: OmsConfig): OmsConfig {
  if (config.role === 'all' || (config.databaseUrl !== undefined && config.secretKey !== undefined)) return config;
  throw new OmsStartProblem('WrongSettings', `The role ${config.role} is one of several processes: give all of them the same DATABASE_URL and the same SECRET_KEY. Without DATABASE_URL one process does everything (--role all).`);
}

/** Each description starts with the setting's name in the environment. */
export function environmentName(field: string): string {
  const schema = (omsConfigSchema.shape as Record<string, z.ZodType>)[field];
  return schema?.description?.split(':')[0] ?? field;
}
