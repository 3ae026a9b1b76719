/** Which errors of PostgreSQL and its driver are the database's absence, and which are the caller's text (PostgreSQL appendix A). */

/** Class 57P: shut down, crashed, starting. 53300: too many connections. 08: connection lost. */
const AWAY_STATES = /^(57P0[1-4]|53300|08...)$/;
const AWAY_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];
/** The driver has no code for these (pg 8.23, lib/client.js and pg-pool). */
const AWAY_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = readCode(error);
  if (AWAY_MESSAGES.test(error.message)) return true;
  // A carrier or shop that is away gives fetch's TypeError with the code in its cause, so these are our own socket's.
  return AWAY_STATES.test(code) || AWAY_CODES.includes(code);
}

/** 22021: bytes that are no UTF-8, such as NUL. 22P05: \\u0000 in a jsonb document. */
export function isUnkeepableText(error: unknown): boolean {
  return ['22021', '22P05'].includes(readCode(error));
}

function readCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
