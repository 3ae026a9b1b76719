/** Who may do what: a ladder of roles, and grants that never give more than they say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowestRoleWith, roleOfMember, ROLES, scopesOfRole } from './roles.ts';
import { coversAll, expandGrants, isGrant, SCOPES, scopesOfGrant } from './scopes.ts';

const resources = [...new Set(SCOPES.map((scope) => scope.split(':')[0] ?? ''))];
const grants = fc.constantFrom('*', ...resources.map((resource) => `${resource}:*`), ...SCOPES);

describe('roles', () => {
  test('no order of the ladder lets a lower role gain a scope that a higher one lacks', () => {
    fc.assert(fc.property(fc.nat({ max: ROLES.length - 1 }), fc.nat({ max: ROLES.length - 1 }), (a, b) => {
      const [lower, higher] = [ROLES[Math.min(a, b)] ?? 'packer', ROLES[Math.max(a, b)] ?? 'packer'];
      expect(coversAll(scopesOfRole(higher), scopesOfRole(lower))).toBe(true);
      // Strictly: two rungs that may do the same would be one role with two names.
      expect(coversAll(scopesOfRole(lower), scopesOfRole(higher))).toBe(lower === higher);
    }));
  });

  test('only the platform owner reaches other tenants', () => {
    expect(ROLES.filter((role) => scopesOfRole(role).has('tenants:read') || scopesOfRole(role).has('tenants:write'))).toEqual(['PLATFORM_OWNER']);
  });

  test.each(['connectors:read', 'connectors:write', 'architect:read', 'architect:write', 'people:write', 'webhooks:write', 'rules:write', 'nodes:write', 'stations:write'] as const)('%s begins with the superadmin (seed 000)', (scope) => {
    expect(lowestRoleWith(scope)).toBe('SUPERADMIN');
  });

  test('a packer changes nothing in the office', () => {
    expect([...scopesOfRole('packer')].filter((scope) => scope.endsWith(':write'))).toEqual([]);
  });

  test.each([
    [{ role: 'USER', floorRole: 'packer' } as const, 'packer'], [{ role: 'USER', floorRole: 'lead' } as const, 'lead'],
    [{ role: 'USER', floorRole: null } as const, 'USER'], [{ role: 'SUPERADMIN', floorRole: 'packer' } as const, 'SUPERADMIN'],
  ])('a floor role narrows a user and nobody else: %j is %s', (member, role) => {
    expect(roleOfMember(member)).toBe(role);
  });
});

describe('grants', () => {
  test('everything of a tenant is not everything of the platform', () => {
    expect(SCOPES.filter((scope) => !scopesOfGrant('*').includes(scope))).toEqual(['tenants:read', 'tenants:write']);
  });

  test('a text that is no grant gives nothing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom('', ':', ':*', '**', 'orders', 'orders:', 'orders:**', 'Orders:read', 'order:*', 'orders:read ')), (text) => {
      fc.pre(text !== '*' && !SCOPES.some((scope) => scope === text || text === `${scope.split(':')[0]}:*`));
      expect(isGrant(text)).toBe(false);
    }));
  });

  test('handing on a part of what one has never makes more of it', () => {
    fc.assert(fc.property(fc.array(grants), fc.array(grants), (own, wanted) => {
      const [mine, theirs] = [expandGrants(own), expandGrants(wanted)];
      fc.pre(coversAll(mine, theirs));
      expect(expandGrants([...own, ...wanted])).toEqual(mine);
    }));
  });
});
