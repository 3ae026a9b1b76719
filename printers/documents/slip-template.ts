/** A packing slip template as a file: everything that a brand's slip says and shows. The same data travels to stations as the brand. */
import { z } from 'zod';
import { err, ok, type Result } from '../../domain/result.ts';
import { brandSchema, type Brand } from '../../domain/wire/documents.ts';

/** Strict, because a misspelt key that is silently dropped looks like a slip that ignores its template. */
export const slipTemplateSchema = brandSchema.extend({ $schema: z.string().optional() }).strict();

/** The template, or one sentence for each thing that is wrong with it, each with its place. */
export function parseSlipTemplate(json: string): Result<Brand, readonly string[]> {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    return err([`This is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = slipTemplateSchema.safeParse(data);
  if (!parsed.success) return err(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'template'}: ${issue.message}`));
  const { $schema: _schema, ...brand } = parsed.data;
  return ok(brand);
}

/** JSON Schema of the template, for editors; docs/templates holds it and a test keeps it true. */
export function slipTemplateJsonSchema(): object {
  return z.toJSONSchema(slipTemplateSchema, { target: 'draft-2020-12' });
}
