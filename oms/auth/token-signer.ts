/** Signs and reads the tokens of people who logged in: JWT, HS256 (seed 003), under a key of its own that is derived from SECRET_KEY. */
import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../domain/ids.ts';

const ISSUER = 'packbench';
export const TOKEN_LIFETIME_SECONDS = 24 * 60 * 60;

const claimsSchema = z.object({ sub: z.string(), org_id: z.string(), roles: z.array(z.string()), jti: z.string(), ver: z.int(), exp: z.int() });
/** `ver`: the user's token version; `org_id`: the tenant that the login was for. */
export type TokenClaims = z.infer<typeof claimsSchema>;
export type TokenSigner = {
  sign(claims: Omit<TokenClaims, 'exp'>): Promise<string>;
  /** Null for whatever this OMS did not sign, as it was signed; `'expired'` for its own that has ended. */
  read(token: string): Promise<TokenClaims | 'expired' | null>;
};

export function createTokenSigner(secretKey: string, clock: Clock): TokenSigner {
  const key = new Uint8Array(hkdfSync('sha256', secretKey, '', 'packbench login tokens', 32));
  const nowSeconds = (): number => Math.floor(clock.nowMs() / 1000);
  return {
    sign: ({ sub, org_id, roles, jti, ver }) => new SignJWT({ org_id, roles, ver })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setIssuer(ISSUER).setSubject(sub).setJti(jti).setIssuedAt(nowSeconds()).setExpirationTime(nowSeconds() + TOKEN_LIFETIME_SECONDS).sign(key),
    read: async (token) => {
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer: ISSUER, currentDate: new Date(clock.nowMs()) });
        return claimsSchema.safeParse(payload).data ?? null;
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'expired';
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
