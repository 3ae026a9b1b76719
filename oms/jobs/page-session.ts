/**
 * The job page's way in. A browser sends no bearer token by itself, so the key that a person entered is kept in a cookie that scripts cannot
 * read, that no other site's page can make the browser send, and that goes to this page's addresses alone.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessHook } from '../auth/require-access.ts';
import { problem, ProblemError } from '../http/problem.ts';
import { renderDoor } from './jobs-page.ts';
import { PAGE_POLICY } from './page-style.ts';
import { pickLanguage, type PageLanguage } from './page-words.ts';

const COOKIE = 'packbench-jobs';
const LASTS_SECONDS = 8 * 3_600;
const FORM = 'application/x-www-form-urlencoded';

/** True for a person's browser; programs say what they want, or take anything. */
export function wantsPage(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').includes('text/html') || (request.headers['content-type'] ?? '').startsWith(FORM);
}

/** The same access as for programs; a browser without it is shown the door with its reason. */
export function orShowDoor(access: AccessHook): AccessHook {
  const check = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!wantsPage(request) || request.headers.authorization !== undefined) return access(request, reply);
    refuseForeignForm(request, reply);
    const token = readCookie(request.headers.cookie ?? '');
    if (token !== null) request.headers.authorization = `Bearer ${token}`;
    try {
      await access(request, reply);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      await sendPage(reply, error.problem.status, renderDoor(languageOf(request), token === null ? null : error.problem.detail));
    }
  };
  return Object.assign(check, { scope: access.scope });
}

/**
 * The cookie is SameSite=Strict already; this is a second lock. Browsers say where a form comes from in Sec-Fetch-Site; their Origin is
 * "null" here, for our pages send no referrer.
 */
export function refuseForeignForm(request: FastifyRequest, reply: FastifyReply): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  const isForeign = site === undefined ? origin !== undefined && origin !== 'null' && URL.parse(origin)?.host !== host : site !== 'same-origin';
  if (request.method !== 'GET' && isForeign) problem(reply, { status: 403, code: 'Forbidden', detail: 'This form was sent by a page of another site.' });
}

/** Without a path it belongs to the page's own addresses, also behind a prefix. Null ends the session. */
export function setSession(request: FastifyRequest, reply: FastifyReply, token: string | null): void {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  reply.header('set-cookie', `${COOKIE}=${token ?? ''}; Max-Age=${token === null ? 0 : LASTS_SECONDS}; HttpOnly; SameSite=Strict${secure}`);
}

export async function sendPage(reply: FastifyReply, status: number, html: string): Promise<void> {
  // The route's answers have a schema; a page is none of them.
  await reply.code(status).header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').serializer(String).send(html);
}

export function languageOf(request: FastifyRequest): PageLanguage {
  const { language } = request.query as { readonly language?: unknown };
  return pickLanguage(typeof language === 'string' ? language : undefined, request.headers['accept-language']);
}

function readCookie(header: string): string | null {
  const found = header.split(';').map((part) => part.trim()).find((part) => part.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return found === undefined || found === '' ? null : found;
}
