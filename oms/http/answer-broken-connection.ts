/** The last answer on a connection that spoke no HTTP, too long headers, or nothing for too long: there is no request yet, so no id. */
import type { Socket } from 'node:net';
import type { ProblemCode } from './problem-codes.ts';
import { describeProblem } from './problem.ts';

export function answerBrokenConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  // Nobody is there any more, or nothing can be written.
  if (error.code === 'ECONNRESET' || !socket.writable) { socket.destroy(); return; }
  socket.on('error', () => socket.destroy());
  const [line, code, detail] = explain(error.code);
  const body = JSON.stringify(describeProblem({ status: Number(line.slice(0, 3)), code, detail }, null));
  socket.end(`HTTP/1.1 ${line}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

function explain(code: string | undefined): [string, ProblemCode, string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': return ['431 Request Header Fields Too Large', 'BadRequest', 'The headers are too long. Send fewer or shorter ones.'];
    case 'ERR_HTTP_REQUEST_TIMEOUT': return ['408 Request Timeout', 'BadRequest', 'The request did not arrive in time. Send it again.'];
    default: return ['400 Bad Request', 'BadRequest', 'This is not HTTP.'];
  }
}
