/** An application with a route that nobody guards does not start. */
import Fastify from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { expect, test } from 'vitest';
import { guardRoutes, OPEN_ROUTES } from './guard-routes.ts';

const makeApp = () => {
  const app = Fastify().withTypeProvider<ZodTypeProvider>();
  guardRoutes(app);
  return app;
};
const guard = Object.assign(async (): Promise<void> => undefined, { scope: 'orders:read' });

test('a route without access is refused with the way out', () => {
  expect(() => makeApp().get('/secrets', async () => 'all')).toThrow(/GET \/secrets asks for no access: add onRequest: requireAccess/);
  expect(() => makeApp().head('/secrets', async () => 'all')).toThrow('asks for no access');
});

test('a guard that runs after the body was read is no guard', () => {
  expect(() => makeApp().post('/secrets', { preHandler: guard }, async () => 'all')).toThrow('asks for no access');
});

test('a guarded route is taken, alone or among other hooks', () => {
  expect(() => makeApp().get('/a', { onRequest: guard }, async () => 'a').get('/b', { onRequest: [async () => undefined, guard] }, async () => 'b')).not.toThrow();
});

test('each open route says why it is open', () => {
  expect(Object.values(OPEN_ROUTES).filter((reason) => reason.length < 10)).toEqual([]);
});
