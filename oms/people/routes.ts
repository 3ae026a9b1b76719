/** The tenant's people: who may log in, and as what. Floor operators, who badge in at a bench, are in operator-routes.ts. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FLOOR_ROLES, MEMBER_ROLES } from '../../domain/access/roles.ts';
import { assertNever } from '../../domain/assert.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { registerAccountRoutes } from './account-routes.ts';
import { addMember } from './add-member.ts';
import { changeMember, resetPassword, type ChangeRefusal } from './change-member.ts';
import { selectMember, selectMembers, selectPeopleEvents, type MemberRow } from './member-store.ts';
import { registerOperatorRoutes } from './operator-routes.ts';

const tags = ['people'];
const params = z.object({ user_id: z.string() });
const EVENTS_SHOWN = 200;
const role = z.enum(MEMBER_ROLES);
const floorRole = z.enum(FLOOR_ROLES).nullable().describe('Narrows USER to the work of the floor.');
const userSchema = z.object({
  id: z.string(), email: z.string(), name: z.string(), role, floor_role: z.enum(FLOOR_ROLES).nullable(), is_platform_owner: z.boolean(), is_active: z.boolean(), must_change_password: z.boolean(),
  last_login_at: z.string().nullable(), locked_until: z.string().nullable().describe('Too many passwords were tried for this e-mail.'), added_at: z.string(),
});
const addBody = z.object({ email: z.email().max(254), name: z.string().trim().min(1).max(100), role: role.default('USER'), floor_role: floorRole.default(null) });
const changeBody = z.object({ role, floor_role: floorRole, is_active: z.boolean().describe('false: what they hold of this tenant is dead at once.') }).partial();
const eventSchema = z.object({ id: z.string(), type: z.string(), actor: z.string(), detail: z.unknown(), occurred_at: z.string() });

export function registerPeopleRoutes(app: OmsApp, services: Services): void {
  const { control, environment } = services;

  app.post('/users', { onRequest: requireAccess(services, 'people:write'), schema: { tags, summary: 'Add a person; a new account gets a one-time password, which this answer alone has', body: addBody, response: { 201: z.object({ user: userSchema, one_time_password: z.string().nullable() }) } } }, async (request, reply) => {
    const { email, name, role: memberRole, floor_role: floor } = request.body;
    const added = await addMember(services, accessOf(request), { email, name, role: memberRole, floorRole: floor });
    if (added.ok) return reply.code(201).send({ user: toUser(added.value.member), one_time_password: added.value.oneTimePassword });
    if (added.error === 'AlreadyMember') return problem(reply, { status: 409, code: 'AlreadyMember', detail: 'This e-mail belongs to a person of this tenant already; change them with PATCH /users/{user_id}.' });
    return refuse(reply, added.error);
  });

  app.get('/users', { onRequest: requireAccess(services, 'people:read'), schema: { tags, summary: 'The tenant\'s people', response: { 200: z.array(userSchema) } } }, async () => (await selectMembers(control, environment.tenantId)).map(toUser));

  app.get('/users/:user_id', { onRequest: requireAccess(services, 'people:read'), schema: { tags, summary: 'One person, with what happened to their access here', params, response: { 200: userSchema.extend({ events: z.array(eventSchema) }) } } }, async (request, reply) => {
    const member = (await selectMember(control, environment.tenantId, request.params.user_id)) ?? refuse(reply, 'UnknownUser');
    const events = await selectPeopleEvents(control, environment.tenantId, member.user_id, EVENTS_SHOWN);
    return { ...toUser(member), events: events.map((event) => ({ id: event.event_id, type: event.event_type, actor: event.actor, detail: event.detail, occurred_at: event.occurred_at.toISOString() })) };
  });

  app.patch('/users/:user_id', { onRequest: requireAccess(services, 'people:write'), schema: { tags, summary: 'Change a person\'s role, or switch them off or on; counts at once', params, body: changeBody, response: { 200: userSchema } } }, async (request, reply) => {
    const { role: memberRole, floor_role: floor, is_active: isActive } = request.body;
    const changed = await changeMember(services, accessOf(request), request.params.user_id, { role: memberRole, floorRole: floor, isActive });
    return changed.ok ? toUser(changed.value) : refuse(reply, changed.error);
  });

  app.post('/users/:user_id/one-time-password', { onRequest: requireAccess(services, 'people:write'), schema: { tags, summary: 'For who forgot the password or is locked out; ends every login of theirs', params, response: { 200: z.object({ one_time_password: z.string() }) } } }, async (request, reply) => {
    const made = await resetPassword(services, accessOf(request), request.params.user_id);
    return made.ok ? { one_time_password: made.value } : refuse(reply, made.error);
  });

  registerAccountRoutes(app, services);
  registerOperatorRoutes(app, services);
}

function refuse(reply: FastifyReply, refusal: ChangeRefusal | 'MemberElsewhere'): never {
  switch (refusal) {
    case 'UnknownUser': return problem(reply, { status: 404, code: 'UnknownUser', detail: 'There is no such person in this tenant.' });
    case 'AboveYou': return problem(reply, { status: 403, code: 'AboveYou', detail: 'Nobody changes a person who may do more than they, or gives a role that may. Ask somebody who stands as high as that.' });
    case 'LastSuperadmin': return problem(reply, { status: 409, code: 'LastSuperadmin', detail: 'This is the tenant\'s last superadmin. Make another one first.' });
    case 'MemberElsewhere': return problem(reply, { status: 409, code: 'MemberElsewhere', detail: 'This person belongs to other tenants, too, so their password is not yours to give. Ask the owner of the platform.' });
    default: return assertNever(refusal);
  }
}

function toUser(row: MemberRow): z.infer<typeof userSchema> {
  return {
    id: row.user_id, email: row.email, name: row.name, role: row.role, floor_role: row.floor_role, is_platform_owner: row.is_platform_owner, is_active: row.disabled_at === null && !row.is_account_disabled,
    must_change_password: row.must_change_password, last_login_at: row.last_login_at?.toISOString() ?? null, locked_until: row.locked_until?.toISOString() ?? null, added_at: row.created_at.toISOString(),
  };
}
