/** The trails of access, for other features: each row in the transaction of its change. */
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import type { ControlTx } from '../tenants/control-schema.ts';
import { insertAccessEvent, type AccessEvent } from './access-event-store.ts';
import { insertPeopleEvent, type PeopleEvent } from './people-event-store.ts';

/** Of a tenant's own: keys and floor operators. */
export async function recordAccessEvent(tx: Tx, services: Pick<Services, 'clock' | 'random'>, event: AccessEvent): Promise<void> {
  await insertAccessEvent(tx, services, event);
}

/** Of people's accounts and memberships. */
export async function recordPeopleEvent(tx: ControlTx, services: Pick<Services, 'clock' | 'random'>, event: PeopleEvent): Promise<void> {
  await insertPeopleEvent(tx, services, event);
}
