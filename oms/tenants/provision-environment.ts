/**
 * Makes an environment's database and what it begins with. Every step looks whether it was done before, so a call that was killed in the
 * middle, or failed, is simply made again. The secrets exist in the answer of the call that finished it, and nowhere else.
 */
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { replaceProvisioningKey } from '../auth/provisioning-key.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import type { ControlDb } from './control-schema.ts';
import { databaseUrlOf, openEnvironmentDatabase } from './environment-databases.ts';
import type { EnvironmentRow } from './environment.ts';
import { insertFirstBrand } from './first-brand-store.ts';
import { makeFirstBrand } from './first-brand.ts';
import type { Planned } from './plan-environment.ts';
import type { Platform } from './platform.ts';
import { createDatabase, releaseProvisioningLock, selectCurrentUser, selectHasDatabase, tryProvisioningLock } from './server-store.ts';
import { insertTenantEvent, selectEnvironments, updateEnvironmentState } from './tenant-store.ts';

export type ProvisionParts = Pick<Services, 'control' | 'clock' | 'random' | 'log'> & { readonly platform: Platform };
export type ProvisionRefusal = { readonly code: 'EnvironmentNotReady' | 'ProvisioningFailed'; readonly message: string };
export const PROVISIONING_STEPS = ['database', 'tables', 'people', 'active'] as const;
export type ProvisioningStep = (typeof PROVISIONING_STEPS)[number];
export type ProvisionOptions = {
  readonly actor: string;
  /** Who has to be there before it opens. */
  readonly addPeople?: () => Promise<void>;
  /** For tests that break off behind a step. */
  readonly onStep?: (step: ProvisioningStep) => Promise<void>;
};
/** `apiKey` null: it was there and finished before; its key was shown then. */
export type ProvisionedEnvironment = { readonly environment: EnvironmentRow; readonly apiKey: string | null };

export function provisionEnvironment(parts: ProvisionParts, planned: Planned, options: ProvisionOptions): Promise<Result<ProvisionedEnvironment, ProvisionRefusal>> {
  const { environmentId, name } = planned.environment;
  return parts.platform.inTurn(() => parts.control.connection().execute(async (connection): Promise<Result<ProvisionedEnvironment, ProvisionRefusal>> => {
    if (!(await tryProvisioningLock(connection, environmentId))) return err({ code: 'EnvironmentNotReady', message: `Another call is making the environment ${name} just now. Wait for it.` });
    try {
      // Somebody may have finished it while we waited for our connection.
      const now = must((await selectEnvironments(connection)).find((row) => row.environmentId === environmentId), 'the environment just planned');
      if (now.state === 'ACTIVE' || now.state === 'SUSPENDED') return ok({ environment: now, apiKey: null });
      return await make(parts, connection, planned, options);
    } finally {
      await releaseProvisioningLock(connection, environmentId).catch(() => undefined);
    }
  }));
}

async function make(parts: ProvisionParts, connection: ControlDb, planned: Planned, { actor, addPeople, onStep = () => Promise.resolve() }: ProvisionOptions): Promise<Result<ProvisionedEnvironment, ProvisionRefusal>> {
  const { environment } = planned;
  const databaseName = must(environment.databaseName, 'a database of its own');
  try {
    await updateEnvironmentState(connection, environment.environmentId, 'PROVISIONING', null);
    if (!(await selectHasDatabase(connection, databaseName))) await createDatabase(connection, databaseName);
    await onStep('database');
    const apiKey = await fillDatabase(parts, planned, databaseName, actor);
    await onStep('tables');
    await addPeople?.();
    await onStep('people');
    await finish(parts, environment, actor);
    await onStep('active');
    await parts.platform.refresh();
    return ok({ environment: { ...environment, state: 'ACTIVE', failure: null }, apiKey });
  } catch (error) {
    const message = await explain(error, connection);
    parts.log.error({ environment: environment.name, error: error instanceof Error ? error.stack : String(error) }, 'tenants:provision:failed');
    await updateEnvironmentState(parts.control, environment.environmentId, 'FAILED', message.slice(0, 500));
    return err({ code: 'ProvisioningFailed', message });
  }
}

/** A key that was made by a call that did not finish was seen by nobody: it is replaced. */
async function fillDatabase(parts: ProvisionParts, { tenantName }: Planned, databaseName: string, actor: string): Promise<string> {
  const database = await openEnvironmentDatabase(databaseUrlOf(parts.platform.firstUrl, databaseName), parts.log);
  try {
    return await inTransaction(database.db, async (tx) => {
      await insertFirstBrand(tx, makeFirstBrand(tenantName));
      return replaceProvisioningKey(tx, parts, actor);
    });
  } finally {
    await database.close();
  }
}

async function finish({ control, clock, random }: ProvisionParts, environment: EnvironmentRow, actor: string): Promise<void> {
  await inTransaction(control, async (tx) => {
    await updateEnvironmentState(tx, environment.environmentId, 'ACTIVE', null);
    await insertTenantEvent(tx, { eventId: makeId('evt', clock, random), tenantId: environment.tenantId, eventType: 'environment_made', actor, detail: { name: environment.name }, at: new Date(clock.nowMs()) });
  });
}

async function explain(error: unknown, connection: ControlDb): Promise<string> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  if (code === '42501') {
    const user = await selectCurrentUser(connection).catch(() => '?');
    return `The database user ${user} may not make databases (${said}). Let its administrator run: ALTER ROLE "${user}" CREATEDB. Then send the same call again.`;
  }
  if (code === '53100') return `The disk of the database is full (${said}). Free some space and send the same call again.`;
  return `It stopped at: ${said}. Send the same call again when that is put right.`;
}
