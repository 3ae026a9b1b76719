/** One question to the hub each. A round is a generator that yields calls and is given replies, so it never waits by itself. */
import type { EntityType } from '../../domain/wire/documents.ts';
import type { BucketSum, FetchResponse, HelloRequest, HelloResponse, PullQuery, PullResponse, PushRequest, PushResponse, VerifyResponse } from '../../domain/wire/sync.ts';
import type { StationTelemetry } from '../../domain/wire/telemetry.ts';
import type { Answer, BlobPart, Call, Reply } from '../ports.ts';

export type Program<T> = Generator<Call, T, Reply>;

export function* askHello(request: HelloRequest): Program<Answer<HelloResponse>> {
  const reply = yield { kind: 'hello', request };
  return reply.kind === 'hello' ? reply.answer : misdirected(reply);
}

export function* askPush(request: PushRequest): Program<Answer<PushResponse>> {
  const reply = yield { kind: 'push', request };
  return reply.kind === 'push' ? reply.answer : misdirected(reply);
}

export function* askPull(query: PullQuery): Program<Answer<PullResponse>> {
  const reply = yield { kind: 'pull', query };
  return reply.kind === 'pull' ? reply.answer : misdirected(reply);
}

export function* askVerify(clientId: string, sums: readonly BucketSum[]): Program<Answer<VerifyResponse>> {
  const reply = yield { kind: 'verify', clientId, sums };
  return reply.kind === 'verify' ? reply.answer : misdirected(reply);
}

export function* askFetch(keys: readonly (readonly [EntityType, string])[]): Program<Answer<FetchResponse>> {
  const reply = yield { kind: 'fetch', keys };
  return reply.kind === 'fetch' ? reply.answer : misdirected(reply);
}

export function* askBlob(sha256: string, fromByte: number): Program<Answer<BlobPart>> {
  const reply = yield { kind: 'blob', sha256, fromByte };
  return reply.kind === 'blob' ? reply.answer : misdirected(reply);
}

export function* askReport(telemetry: StationTelemetry): Program<Answer<null>> {
  const reply = yield { kind: 'report', telemetry };
  return reply.kind === 'report' ? reply.answer : misdirected(reply);
}

function misdirected(reply: Reply): never {
  throw new Error(`Invariant broken: a reply to ${reply.kind} came for another call`);
}
