/** Who is behind a request, and what they may do. */
import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../domain/access/scopes.ts';
import { must } from '../../domain/assert.ts';

export type Access = {
  /** As the audit trail names them: `usr_...` or `key_...`. */
  readonly actor: string; readonly name: string; readonly scopes: ReadonlySet<Scope>;
  /** A person who logged in; null for an API key. */
  readonly person: { readonly userId: string; readonly email: string; readonly role: string; readonly jti: string; readonly expiresAtSeconds: number; readonly mustChangePassword: boolean; readonly isPlatformOwner: boolean } | null;
};

const accessByRequest = new WeakMap<FastifyRequest, Access>();

export function setAccess(request: FastifyRequest, access: Access): void {
  accessByRequest.set(request, access);
}

/** Of a route that asks for access; a bug anywhere else. */
export function accessOf(request: FastifyRequest): Access {
  return must(accessByRequest.get(request), 'access of a route that requires it');
}

/** Null where nobody has shown who they are. */
export function findAccess(request: FastifyRequest): Access | null {
  return accessByRequest.get(request) ?? null;
}
