/** No route without access: the application does not start when one neither asks for a scope nor is on the short list of open ones. */
import type { RouteOptions } from 'fastify';
import type { OmsApp } from './oms-app.ts';

/** Open to everybody, and why. */
export const OPEN_ROUTES: Readonly<Record<string, string>> = {
  'GET /health': 'who balances or watches this process has no key; it tells nothing',
  'GET /ready': 'as /health; it tells of migrations and the feed, not of orders',
  'POST /auth/login': 'this is where access begins; limited by address and e-mail',
  'POST /jobs/session': 'keeps the key that a browser enters in its cookie; the page itself asks for access',
  'POST /connectors/:connector_id/webhook': 'a shop signs its deliveries instead',
  'POST /sync/enrol': 'a station has only its pairing code yet; wrong ones are counted',
  'POST /sync/hello': 'station token', 'POST /sync/push': 'station token', 'GET /sync/pull': 'station token', 'POST /sync/verify': 'station token', 'POST /sync/fetch': 'station token',
  'POST /sync/claim': 'station token', 'POST /sync/release': 'station token', 'POST /sync/report': 'station token', 'GET /blob/:sha256': 'station token, and the lease of the order',
};

/** Throws at start for the first route that nobody guards. Guarded ones name their scope in the OpenAPI document. */
export function guardRoutes(app: OmsApp): void {
  app.addHook('onRoute', (route) => {
    // Fastify makes a HEAD of each GET, with the same hooks.
    const name = `${route.method === 'HEAD' ? 'GET' : String(route.method)} ${route.url}`;
    const scope = findScope(route);
    if (scope === null && !(name in OPEN_ROUTES)) throw new Error(`${name} asks for no access: add onRequest: requireAccess(services, '<scope>'), or name it in OPEN_ROUTES with the reason`);
    if (scope !== null) route.schema = { ...route.schema, security: [{ bearer: [scope] }] };
  });
}

function findScope(route: RouteOptions): string | null {
  const hooks: readonly unknown[] = [route.onRequest].flat();
  for (const hook of hooks) if (typeof hook === 'function' && 'scope' in hook && typeof hook.scope === 'string') return hook.scope;
  return null;
}
