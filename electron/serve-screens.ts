/** Serves the built screens under our own scheme, with the same content security policy as the station's loopback server. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { protocol } from 'electron';
import { APP_SCHEME, CONTENT_SECURITY_POLICY, screenFileOf } from './security.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.png': 'image/png',
};

/** Must run before the app is ready. `standard` gives the page an origin, so that storage works and CSP's 'self' means us. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true } }]);
}

export function serveScreens(rendererDir: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = screenFileOf(request.url);
    if (file === null || request.method !== 'GET') return new Response('Not found', { status: 404 });
    try {
      const headers = { 'content-type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff' };
      return new Response(new Uint8Array(await readFile(join(rendererDir, file))), { headers });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  });
}
