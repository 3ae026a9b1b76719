/** One POST function for Shopify's Admin GraphQL API. It tells apart what will pass by itself and what a person must change. */
import { z } from 'zod';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { ShopifyConfig } from './shopify-config.ts';

export type ShopifyFailure = {
  /** Throttled, down, or no answer: the same request may succeed later. */
  readonly isTemporary: boolean;
  readonly code: string; readonly message: string;
};

const TIMEOUT_MS = 20_000;
const envelopeSchema = z.object({
  data: z.unknown().optional(),
  errors: z.union([z.string(), z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).loose().optional() }))]).optional(),
});

export type ShopifyRequest<T> = { readonly query: string; readonly variables: Readonly<Record<string, unknown>>; readonly answer: z.ZodType<T> };

export async function callShopify<T>(fetchIt: typeof fetch, config: ShopifyConfig, request: ShopifyRequest<T>): Promise<Result<T, ShopifyFailure>> {
  let response: Response;
  let text: string;
  try {
    response = await fetchIt(new URL(`/admin/api/${config.apiVersion}/graphql.json`, config.apiBaseUrl), {
      method: 'POST', signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-shopify-access-token': config.accessToken },
      body: JSON.stringify({ query: request.query, variables: request.variables }),
    });
    text = await response.text();
  } catch (error) {
    return err({ isTemporary: true, code: 'Unreachable', message: `The shop does not answer (${error instanceof Error ? error.message : 'no reason given'}).` });
  }
  return response.ok ? readAnswer(text, request.answer) : err(fromStatus(response.status));
}

function fromStatus(status: number): ShopifyFailure {
  if (status === 429 || status >= 500 || status === 408) return { isTemporary: true, code: status === 429 ? 'Throttled' : 'ShopDown', message: `The shop answered ${status}.` };
  const advice = status === 401 || status === 403 ? 'Check the access token and its scopes.' : 'Check the shop address and the API version of the connector.';
  return { isTemporary: false, code: `Http${status}`, message: `The shop answered ${status}. ${advice}` };
}

/** Errors arrive with HTTP 200 too, being throttled among them. */
function readAnswer<T>(text: string, answer: z.ZodType<T>): Result<T, ShopifyFailure> {
  let json: unknown;
  try { json = JSON.parse(text); } catch { return err({ isTemporary: true, code: 'NotJson', message: 'The shop answered with something that is not JSON.' }); }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return err({ isTemporary: false, code: 'UnreadableAnswer', message: 'The shop\'s answer does not read as GraphQL.' });
  const { errors, data } = envelope.data;
  if (errors !== undefined) return err(fromErrors(typeof errors === 'string' ? [{ message: errors }] : errors));
  const parsed = answer.safeParse(data);
  return parsed.success ? ok(parsed.data) : err({ isTemporary: false, code: 'UnreadableAnswer', message: `The shop's answer is not what was asked for: ${z.prettifyError(parsed.error).slice(0, 300)}` });
}

function fromErrors(errors: readonly { readonly message: string; readonly extensions?: { readonly code?: string | undefined } | undefined }[]): ShopifyFailure {
  const codes = errors.map((error) => error.extensions?.code ?? '');
  const message = errors.map((error) => error.message).join('; ');
  if (codes.includes('THROTTLED')) return { isTemporary: true, code: 'Throttled', message };
  if (codes.includes('INTERNAL_SERVER_ERROR')) return { isTemporary: true, code: 'ShopDown', message };
  return { isTemporary: false, code: codes.find((code) => code !== '') ?? 'GraphqlError', message };
}
