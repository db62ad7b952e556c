import type { Context } from 'hono';
import { z } from 'zod';
import { invalid } from '../errors.ts';
import { parseJson } from '../wire/json.ts';
import type { ReadBody } from './body.ts';

/** The key of an entry, as in `x-cache-key`. */
export const cacheKey = z.string().regex(/^[0-9a-f]{64}$/, 'must be a key: 64 hexadecimal digits');

/** A body as its schema has it; none is an empty object. Throws AppError(invalid_request) naming the first field at fault. */
export async function readAs<T extends z.ZodType>(
  schema: T,
  context: Context,
  readBody: ReadBody,
): Promise<z.infer<T>> {
  const body = context.req.header('content-length') === '0' ? null : await readBody(context);
  // Plain numbers: that 0.90 was written so matters only where it is sent on.
  return parseAs(schema, body?.length ? JSON.parse(JSON.stringify(parseJson(body))) : {});
}

/** The query likewise; of a parameter that comes twice the first counts, and others are passed over. */
export function readQuery<T extends z.ZodType>(schema: T, context: Context): z.infer<T> {
  return parseAs(schema, context.req.query());
}

/** The key in the path. */
export function readKey(context: Context): string {
  return parseAs(z.object({ key: cacheKey }), context.req.param()).key;
}

/** Throws AppError(invalid_request) naming the first field at fault. */
export function parseAs<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  throw invalid(field || 'body', `${field || 'The body'}: ${issue?.message ?? 'invalid'}`);
}
