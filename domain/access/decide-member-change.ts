/** Who may change whom: nobody touches, or raises anyone to, what he does not have himself, and a tenant never loses its last superadmin. */
import { err, ok, type Result } from '../result.ts';
import { scopesOfRole, type MemberRole, type Role } from './roles.ts';
import { coversAll, type Scope } from './scopes.ts';

export type MemberChangeRefusal = 'AboveYou' | 'LastSuperadmin';
export type MemberStanding = { readonly role: Role; readonly memberRole: MemberRole; readonly isActive: boolean };
export type MemberChange = {
  readonly actorScopes: ReadonlySet<Scope>;
  /** Null: somebody who is added. */
  readonly before: MemberStanding | null;
  readonly after: MemberStanding;
  /** Active superadmins of the tenant besides this person. */
  readonly otherSuperadmins: number;
};

export function decideMemberChange({ actorScopes, before, after, otherSuperadmins }: MemberChange): Result<null, MemberChangeRefusal> {
  const touched = before === null ? [after.role] : [before.role, after.role];
  if (!touched.every((role) => coversAll(actorScopes, scopesOfRole(role)))) return err('AboveYou');
  return before !== null && isSuperadmin(before) && !isSuperadmin(after) && otherSuperadmins === 0 ? err('LastSuperadmin') : ok(null);
}

function isSuperadmin({ memberRole, isActive }: MemberStanding): boolean {
  return memberRole === 'SUPERADMIN' && isActive;
}
