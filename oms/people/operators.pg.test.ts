/** Floor operators: made in the office, known to every bench of their node by the feed, and gone from there when they leave. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operatorSchema, type Operator } from '../../domain/wire/documents.ts';
import { isPinOf } from '../../main/operators/sign-in.ts';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import type { TestClock } from '../../test/support/services.ts';
import { drainFeed } from '../../test/support/drain-feed.ts';
import { createPairingCode, enrolStation } from '../stations/enrol.ts';
import { hashBadge } from './operator-secrets.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
  for (const nodeCode of ['STR-NYC-01', 'STR-LA-01']) {
    const code = await createPairingCode(world.services, { stationName: 'Bench 1', nodeCode });
    await enrolStation(world.services, code.ok ? code.value.code : '');
  }
});
afterAll(() => world.close());

/** What the benches of a node know, by the feed. */
const onTheFloor = async (nodeCode: string): Promise<Operator[]> => {
  await drainFeed({ ...world.services });
  const { rows } = await world.pool.query<{ body: string }>(`SELECT f.body FROM sync.feed f JOIN fulfillment_nodes n USING (node_id) WHERE n.code = $1 AND f.type = 'operator' AND NOT f.del`, [nodeCode]);
  return rows.map((row) => operatorSchema.parse(JSON.parse(row.body)));
};
const find = async (nodeCode: string, id: string): Promise<Operator | undefined> => (await onTheFloor(nodeCode)).find((operator) => operator.operatorId === id);

describe('a floor operator', () => {
  test('gets a badge and a PIN that a bench verifies without a line', async () => {
    const made = await world.call('POST', '/operators', { name: 'Sam Picker', role: 'packer', language: 'es', node: 'STR-NYC-01' });
    expect(made).toMatchObject({ status: 201, body: { operator: { name: 'Sam Picker', node_code: 'STR-NYC-01', is_active: true, has_pin: true }, badge_code: expect.stringMatching(/^PBB-[0-9A-Z]{10}-[0-9A-Z]$/), pin: expect.stringMatching(/^\d{6}$/) } });
    const known = await find('STR-NYC-01', made.body.operator.id);
    expect(known).toMatchObject({ name: 'Sam Picker', role: 'packer', language: 'es', badgeSha256: hashBadge(made.body.badge_code) });
    expect(known && [isPinOf(known, made.body.pin), isPinOf(known, '0')]).toEqual([true, false]);
  });

  test('is known where they work, and after a move nowhere else', async () => {
    const { operator } = (await world.call('POST', '/operators', { name: 'Kim Mover', role: 'lead', node: 'STR-NYC-01', pin: '4711' })).body;
    expect(await find('STR-LA-01', operator.id)).toBeUndefined();
    await world.call('PATCH', `/operators/${operator.id}`, { node: 'STR-LA-01' });
    expect(await find('STR-NYC-01', operator.id)).toBeUndefined();
    expect(await find('STR-LA-01', operator.id)).toMatchObject({ name: 'Kim Mover' });
    await world.call('PATCH', `/operators/${operator.id}`, { node: null });
    expect([await find('STR-NYC-01', operator.id), await find('STR-LA-01', operator.id)]).toMatchObject([{ name: 'Kim Mover' }, { name: 'Kim Mover' }]);
  });

  test('who leaves is gone from every bench, and comes back with the same badge', async () => {
    const made = (await world.call('POST', '/operators', { name: 'Lee Leaver', role: 'packer', pin: null })).body;
    expect(made).toMatchObject({ pin: null, operator: { has_pin: false } });
    await world.call('PATCH', `/operators/${made.operator.id}`, { is_active: false });
    expect(await find('STR-NYC-01', made.operator.id)).toBeUndefined();
    await world.call('PATCH', `/operators/${made.operator.id}`, { is_active: true });
    expect(await find('STR-NYC-01', made.operator.id)).toMatchObject({ badgeSha256: hashBadge(made.badge_code), pinScrypt: null });
  });

  test('who lost the badge gets another; the lost one opens nothing', async () => {
    const made = (await world.call('POST', '/operators', { name: 'Pat Loser', role: 'packer' })).body;
    const again = (await world.call('PATCH', `/operators/${made.operator.id}`, { badge: 'new', pin: '2468' })).body;
    expect(again).toMatchObject({ badge_code: expect.stringMatching(/^PBB-/), pin: null });
    const hashes = (await onTheFloor('STR-NYC-01')).map((operator) => operator.badgeSha256);
    expect([hashes.includes(hashBadge(made.badge_code)), hashes.includes(hashBadge(again.badge_code))]).toEqual([false, true]);
  });

  test('never shares a badge, also not with one who left', async () => {
    const made = (await world.call('POST', '/operators', { name: 'First', role: 'packer' })).body;
    await world.call('PATCH', `/operators/${made.operator.id}`, { is_active: false });
    expect(await world.call('POST', '/operators', { name: 'Second', role: 'packer', badge: made.badge_code })).toMatchObject({ status: 409, body: { code: 'BadgeTaken' } });
    const other = (await world.call('POST', '/operators', { name: 'Third', role: 'packer' })).body.operator;
    expect(await world.call('PATCH', `/operators/${other.id}`, { badge: made.badge_code.toLowerCase() })).toMatchObject({ status: 409, body: { code: 'BadgeTaken' } });
    expect((await world.call('PATCH', `/operators/${made.operator.id}`, { badge: made.badge_code })).status).toBe(200);
  });

  test.each([
    [{ badge: 'PBB-ALEX01-R' }, 400, 'BadRequest'], [{ badge: '4006381333931' }, 400, 'BadRequest'], [{ pin: '123' }, 400, 'BadRequest'], [{ node: 'STR-XXX-99' }, 404, 'UnknownNode'], [{ role: 'boss' }, 400, 'BadRequest'],
  ])('is refused with what does not work: %j', async (wrong, status, code) => {
    expect(await world.call('POST', '/operators', { name: 'Wrong', role: 'packer', ...wrong })).toMatchObject({ status, body: { code } });
  });

  test('is listed by node and state, with no secret; each change has its line in the trail', async () => {
    const made = (await world.call('POST', '/operators', { name: 'Toni Trail', role: 'packer', node: 'STR-LA-01' })).body;
    (world.services.clock as TestClock).advance(1);
    await world.call('PATCH', `/operators/${made.operator.id}`, { role: 'lead', pin: 'new' });
    await world.call('PATCH', `/operators/${made.operator.id}`, {});
    const listed = await world.call('GET', '/operators?node=STR-LA-01&is_active=true');
    expect(listed.body.find((operator: { id: string }) => operator.id === made.operator.id)).toEqual({ ...made.operator, role: 'lead' });
    expect(JSON.stringify(listed.body)).not.toMatch(/scrypt|[0-9a-f]{64}/);
    const trail = await world.db.selectFrom('access_events').select(['event_type', 'actor', 'detail']).where('subject_id', '=', made.operator.id).orderBy('event_id').execute();
    expect(trail).toMatchObject([{ event_type: 'operator_added', actor: 'key_test' }, { event_type: 'operator_changed', detail: { role: 'lead', has_new_pin: true } }]);
    expect(await world.call('PATCH', '/operators/opr_nobody', { name: 'x' })).toMatchObject({ status: 404, body: { code: 'UnknownOperator' } });
  });
});
