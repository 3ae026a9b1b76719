/** Errors as RFC 9457 problem+json: a closed code for programs, a sentence that says what to do for people. */
import type { FastifyReply } from 'fastify';
import type { ProblemCode } from './problem-codes.ts';

export type Problem = { readonly status: number; readonly code: ProblemCode; readonly detail: string };

/** Thrown to the error handler, so that a handler that refuses needs no reply type of its own. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Ends the handler with this answer. `reply` documents that it is an answer, and never returns. */
export function problem(_reply: FastifyReply, answer: Problem): never {
  throw new ProblemError(answer);
}

export function sendProblem(reply: FastifyReply, answer: Problem): FastifyReply {
  return reply.code(answer.status).type('application/problem+json').send(JSON.stringify(describeProblem(answer, reply.request.id)));
}

/** The document itself. `type` is a name, not an address: the codes are explained in docs/protocol/errors.md. */
export function describeProblem({ status, code, detail }: Problem, requestId: string | null): Readonly<Record<string, string | number | null>> {
  return { type: `urn:packbench:problem:${code}`, title: code, status, code, detail, request_id: requestId };
}
