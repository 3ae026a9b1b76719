/** Bodies of the tenants' calls. */
import { z } from 'zod';
import { isStorable } from '../orders/storable-text.ts';
import { ENVIRONMENT_STATES, TENANT_STATES } from './environment.ts';
import { ENVIRONMENT_NAME } from './read-environment-name.ts';

const tenantName = z.string().trim().min(1).max(100).refine(isStorable, 'Contains a character that cannot be kept (NUL or half of an emoji).');
const environmentName = z.string().regex(ENVIRONMENT_NAME, 'Is not 2 to 41 of a-z, 0-9 and -, beginning with a letter.').describe('Stands in X-OMS-Environment and behind /environments/; unique in the whole platform.');
const personName = z.string().trim().min(1).max(100).refine(isStorable, 'Contains a character that cannot be kept (NUL or half of an emoji).');

export const createTenantSchema = z.strictObject({
  name: tenantName.describe('The same name again goes on with what was begun.'),
  environment: environmentName.optional().describe('Made from the name when left out.'),
  admin: z.strictObject({ email: z.email().max(254), name: personName }).describe('The first SUPERADMIN. Somebody who has an account already keeps their password.'),
});
export type CreateTenantBody = z.infer<typeof createTenantSchema>;
export const createEnvironmentSchema = z.strictObject({ name: environmentName });
export const changeTenantSchema = z.strictObject({ state: z.enum(TENANT_STATES).describe('SUSPENDED: nobody gets in, jobs and webhooks rest; nothing is deleted.') });

export const environmentSchema = z.object({
  id: z.string(), name: z.string(), state: z.enum(ENVIRONMENT_STATES), failure: z.string().nullable().describe('Why making it stopped; the same call again goes on.'),
  base_path: z.string().describe('Before every address, for those who cannot set headers: shops\' webhooks, stations.'),
});
export const tenantSchema = z.object({ id: z.string(), name: z.string(), state: z.enum(TENANT_STATES), created_at: z.string(), environments: z.array(environmentSchema) });
export const provisionedSchema = z.object({
  tenant: tenantSchema, environment: environmentSchema,
  api_key: z.string().nullable().describe('With all scopes of this environment. Told once, by the call that finished it; null afterwards.'),
  admin: z.object({ email: z.string(), one_time_password: z.string().nullable().describe('Told once; null for somebody who has a password.') }).nullable(),
});
