/** What a person or a program may be allowed to do: a closed list, so that a misspelt scope is refused when it is given, not when it is missed. */

export const SCOPES = [
  'orders:read', 'orders:write', 'inventory:read', 'inventory:write', 'nodes:read', 'nodes:write', 'rules:read', 'rules:write', 'labels:read', 'labels:write',
  'stations:read', 'stations:write', 'leases:write', 'reports:read', 'reports:write', 'search:read', 'analytics:read',
  'webhooks:read', 'webhooks:write', 'connectors:read', 'connectors:write', 'architect:read', 'architect:write', 'jobs:read', 'jobs:write',
  'operations:read', 'operations:write', 'people:read', 'people:write', 'tenants:read', 'tenants:write',
] as const;
export type Scope = (typeof SCOPES)[number];

type ResourceOf<S extends string> = S extends `${infer R}:${string}` ? R : never;
/** One scope, all of a resource, or everything of a tenant. */
export type Grant = Scope | `${ResourceOf<Scope>}:*` | '*';

/** Other tenants are not a tenant's own: `*` stops here. */
const isOwnToTenant = (scope: Scope): boolean => !scope.startsWith('tenants:');

/** The scopes that a grant stands for; none when the text is no grant. */
export function scopesOfGrant(grant: string): readonly Scope[] {
  if (grant === '*') return SCOPES.filter(isOwnToTenant);
  return grant.endsWith(':*') ? SCOPES.filter((scope) => scope.startsWith(grant.slice(0, -1))) : SCOPES.filter((scope) => scope === grant);
}

export function isGrant(text: string): text is Grant {
  return scopesOfGrant(text).length > 0;
}

/** Each scope once, whatever the grants overlap. */
export function expandGrants(grants: readonly string[]): ReadonlySet<Scope> {
  return new Set(grants.flatMap(scopesOfGrant));
}

/** Nobody hands out what he does not have. */
export function coversAll(own: ReadonlySet<Scope>, wanted: Iterable<Scope>): boolean {
  for (const scope of wanted) if (!own.has(scope)) return false;
  return true;
}
