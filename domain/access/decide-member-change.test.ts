/** People who change people: whatever they try, in whatever order, nobody rises above the one who did it, and somebody stays in charge. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideMemberChange, type MemberStanding } from './decide-member-change.ts';
import { FLOOR_ROLES, MEMBER_ROLES, roleOfMember, ROLES, scopesOfRole } from './roles.ts';
import { coversAll } from './scopes.ts';

const standing = fc.record({ memberRole: fc.constantFrom(...MEMBER_ROLES), floorRole: fc.option(fc.constantFrom(...FLOOR_ROLES)), isActive: fc.boolean() })
  .map(({ memberRole, floorRole, isActive }): MemberStanding => ({ memberRole, isActive, role: roleOfMember({ role: memberRole, floorRole }) }));

test('no change lets the one who is changed do more than the one who changes', () => {
  fc.assert(fc.property(fc.constantFrom(...ROLES), fc.option(standing), standing, fc.nat({ max: 3 }), (actor, before, after, otherSuperadmins) => {
    const actorScopes = scopesOfRole(actor);
    fc.pre(decideMemberChange({ actorScopes, before, after, otherSuperadmins }).ok);
    expect(coversAll(actorScopes, scopesOfRole(after.role))).toBe(true);
  }));
});

test('nobody changes, also not downwards, who may do more than they', () => {
  fc.assert(fc.property(fc.constantFrom(...ROLES), standing, standing, (actor, before, after) => {
    fc.pre(!coversAll(scopesOfRole(actor), scopesOfRole(before.role)));
    expect(decideMemberChange({ actorScopes: scopesOfRole(actor), before, after, otherSuperadmins: 3 })).toEqual({ ok: false, error: 'AboveYou' });
  }));
});

test('any number of changes in any order leaves a superadmin who can log in', () => {
  const step = fc.record({ who: fc.nat({ max: 4 }), actor: fc.constantFrom('SUPERADMIN' as const, 'PLATFORM_OWNER' as const), after: standing });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const people: MemberStanding[] = Array.from({ length: 5 }, (_, index) => ({ role: index === 0 ? 'SUPERADMIN' : 'USER', memberRole: index === 0 ? 'SUPERADMIN' : 'USER', isActive: true }));
    const inCharge = (from: readonly MemberStanding[]): number => from.filter((person) => person.memberRole === 'SUPERADMIN' && person.isActive).length;
    for (const { who, actor, after } of steps) {
      const decided = decideMemberChange({ actorScopes: scopesOfRole(actor), before: people[who] ?? null, after, otherSuperadmins: inCharge(people.filter((_, index) => index !== who)) });
      if (decided.ok) people[who] = after;
      expect(inCharge(people)).toBeGreaterThan(0);
    }
  }));
});

test('a superadmin does not touch the owner of the platform', () => {
  const owner: MemberStanding = { role: 'PLATFORM_OWNER', memberRole: 'SUPERADMIN', isActive: true };
  expect(decideMemberChange({ actorScopes: scopesOfRole('SUPERADMIN'), before: owner, after: { ...owner, isActive: false }, otherSuperadmins: 5 })).toEqual({ ok: false, error: 'AboveYou' });
});
