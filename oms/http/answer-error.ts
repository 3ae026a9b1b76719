/** Turns whatever a handler or the framework threw into problem+json. What it did not foresee is logged whole and answered without detail. */
import type { FastifyError, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseAway, isUnkeepableText } from '../db/connection-errors.ts';
import { ProblemError, sendProblem, type Problem } from './problem.ts';

type Log = { error(fields: object, event: string): void; warn(fields: object, event: string): void };

const RETRY_AFTER_SECONDS = 5;

export function answerError(error: FastifyError, log: Log, reply: FastifyReply): FastifyReply {
  const known = explain(error);
  if (known) {
    if (known.status === 503) {
      log.warn({ error: error.message }, 'http:database:away');
      reply.header('retry-after', RETRY_AFTER_SECONDS);
    }
    return sendProblem(reply, known);
  }
  log.error({ error: error.stack }, 'http:request:failed');
  return sendProblem(reply, { status: 500, code: 'Internal', detail: 'Something went wrong here; it is in the log under this request_id.' });
}

function explain(error: FastifyError): Problem | null {
  if (error instanceof ProblemError) return error.problem;
  if (hasZodFastifySchemaValidationErrors(error)) return { status: 400, code: 'BadRequest', detail: listIssues(error) };
  if (isDatabaseAway(error)) return { status: 503, code: 'Unavailable', detail: 'The database does not answer just now. Try again in some seconds (an order: under the same Idempotency-Key).' };
  if (isUnkeepableText(error)) return { status: 400, code: 'BadRequest', detail: 'A text has the character U+0000 or half a character, which cannot be kept. Take it out.' };
  switch (error.statusCode) {
    case 400: return { status: 400, code: error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError ? 'NotJson' : 'BadRequest', detail: `The request cannot be read: ${error.message}` };
    case 413: return { status: 413, code: 'BodyTooLarge', detail: 'The body is larger than this address takes. Send it in smaller parts.' };
    // A path parameter of more than 100 characters names nothing of ours.
    case 414: return { status: 404, code: 'NotFound', detail: 'The address is too long: nothing here has such a name.' };
    case 415: return { status: 415, code: 'UnsupportedMediaType', detail: 'Send JSON with content-type: application/json.' };
    default: return null;
  }
}

function listIssues(error: { readonly validation: readonly { readonly instancePath: string; readonly message?: string | undefined }[]; readonly validationContext?: string | undefined }): string {
  const issues = error.validation.map((issue) => `${issue.instancePath.replace(/^\//, '').replaceAll('/', '.') || error.validationContext || 'request'}: ${issue.message ?? 'is wrong'}`);
  return `${issues.join('; ')}.`;
}
