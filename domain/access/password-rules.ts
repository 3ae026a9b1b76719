/** What a password must be: long. Length is what helps; signs and capitals by order do not (NIST SP 800-63B, 5.1.1.2). */

export const PASSWORD_LENGTH = { least: 12, most: 200 } as const;
export type PasswordFault = 'TooShort' | 'TooLong' | 'OneCharacter' | 'IsTheAddress';

/** Null when it may be used. */
export function findPasswordFault(password: string, email: string): PasswordFault | null {
  // UTF-16 units: whoever types an emoji is a little better off.
  const { length } = password;
  if (length < PASSWORD_LENGTH.least) return 'TooShort';
  if (length > PASSWORD_LENGTH.most) return 'TooLong';
  if (new Set(password).size < 4) return 'OneCharacter';
  return password.toLowerCase().includes(email.toLowerCase()) ? 'IsTheAddress' : null;
}

export const PASSWORD_ADVICE = `A password has ${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters, at least four different ones, and does not hold your e-mail. Four or five random words are good.`;
