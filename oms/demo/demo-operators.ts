/** Two people at the demo bench. Their badge and PIN are printed in the README, so they exist only where DEMO_DATA is on. */
import { createHash, scryptSync } from 'node:crypto';
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import type { Random } from '../../domain/ids.ts';

export type DemoOperator = { readonly operatorId: string; readonly name: string; readonly role: 'packer' | 'lead'; readonly badgePayload: string; readonly pin: string };

export const DEMO_OPERATORS: readonly DemoOperator[] = [
  { operatorId: 'opr_alex-packer', name: 'Alex Packer', role: 'packer', badgePayload: 'ALEX01', pin: '1111' },
  { operatorId: 'opr_robin-lead', name: 'Robin Lead', role: 'lead', badgePayload: 'ROBIN1', pin: '2222' },
];

const SCRYPT = { N: 16_384, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Hex SHA-256 of the whole badge code, as domain/wire/documents.ts asks. */
export function badgeSha256(payload: string): string {
  return createHash('sha256').update(formatPackbenchCode('B', payload)).digest('hex');
}

/** `scrypt$N$r$p$salt$hash`: about 50 ms of work, on purpose. */
export function hashPin(pin: string, random: Random): string {
  const salt = random.bytes(SALT_BYTES);
  const hash = scryptSync(pin, salt, HASH_BYTES, SCRYPT);
  return `scrypt$${SCRYPT.N}$${SCRYPT.r}$${SCRYPT.p}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`;
}
