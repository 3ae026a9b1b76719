/** What only the platform's owners may do to an account: switch it off everywhere, or make it an owner. One owner who can log in stays. */
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Access } from '../auth/access.ts';
import { recordPeopleEvent } from '../auth/record-event.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { lockOwners, selectAccount, updateAccount, type AccountRow } from './platform-account-store.ts';

/** What is undefined stays. */
export type AccountWish = { readonly isPlatformOwner?: boolean | undefined; readonly isActive?: boolean | undefined };

export async function changeAccount(services: Services, actor: Access, userId: string, wish: AccountWish): Promise<Result<AccountRow, 'UnknownUser' | 'LastOwner'>> {
  return inTransaction(services.control, async (tx) => {
    const owners = await lockOwners(tx);
    const before = await selectAccount(tx, userId);
    if (!before) return err('UnknownUser');
    const isPlatformOwner = wish.isPlatformOwner ?? before.is_platform_owner;
    const isActive = wish.isActive ?? before.disabled_at === null;
    const staysOwner = isPlatformOwner && isActive;
    if (before.is_platform_owner && !staysOwner && !owners.some((owner) => owner.user_id !== userId && owner.disabled_at === null)) return err('LastOwner');
    if (isPlatformOwner === before.is_platform_owner && isActive === (before.disabled_at === null)) return ok(before);
    await updateAccount(tx, userId, { isPlatformOwner, disabledAt: isActive ? null : (before.disabled_at ?? new Date(services.clock.nowMs())) });
    await recordPeopleEvent(tx, services, { tenantId: null, userId, type: 'account_changed', actor: actor.actor, detail: { is_platform_owner: isPlatformOwner, is_active: isActive } });
    return ok(must(await selectAccount(tx, userId), 'the account just changed'));
  });
}
