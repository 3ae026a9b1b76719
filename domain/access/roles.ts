/** Roles and what each may do. They are a ladder: whoever stands higher may do all that lower ones may. */
import { expandGrants, type Grant, type Scope } from './scopes.ts';

/** From the bottom up. */
export const ROLES = ['packer', 'lead', 'USER', 'SUPERADMIN', 'PLATFORM_OWNER'] as const;
export type Role = (typeof ROLES)[number];

/** What a tenant's people can be there; a floor role narrows USER to the work of the floor. */
export const MEMBER_ROLES = ['SUPERADMIN', 'USER'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];
export const FLOOR_ROLES = ['lead', 'packer'] as const;
export type FloorRole = (typeof FLOOR_ROLES)[number];

const PACKER: readonly Grant[] = ['orders:read', 'inventory:read', 'labels:read', 'search:read', 'nodes:read', 'stations:read'];
const LEAD: readonly Grant[] = [...PACKER, 'orders:write', 'inventory:write', 'labels:write', 'leases:write', 'reports:read', 'reports:write', 'analytics:read'];
const USER: readonly Grant[] = [...LEAD, 'rules:read', 'webhooks:read', 'jobs:read'];
const GRANTS: Readonly<Record<Role, readonly Grant[]>> = { packer: PACKER, lead: LEAD, USER, SUPERADMIN: ['*'], PLATFORM_OWNER: ['*', 'tenants:*'] };

export function scopesOfRole(role: Role): ReadonlySet<Scope> {
  return expandGrants(GRANTS[role]);
}

/** A SUPERADMIN who also packs stays one: the floor role narrows only USER. */
export function roleOfMember(member: { readonly role: MemberRole; readonly floorRole: FloorRole | null }): Role {
  return member.role === 'USER' && member.floorRole !== null ? member.floorRole : member.role;
}

/** The lowest role that may do this, for the sentence that says whom to ask. */
export function lowestRoleWith(scope: Scope): Role {
  return ROLES.find((role) => scopesOfRole(role).has(scope)) ?? 'PLATFORM_OWNER';
}
