import type { Context } from 'hono';
import type { z } from 'zod';
import { invalid } from '../errors.ts';
import { parseJson } from '../wire/json.ts';
import type { ReadBody } from './body.ts';

/** A body as its schema has it; none is an empty object. Throws AppError(invalid_request) naming the first field at fault. */
export async function readAs<T extends z.ZodType>(
  schema: T,
  context: Context,
  readBody: ReadBody,
): Promise<z.infer<T>> {
  const body = context.req.header('content-length') === '0' ? null : await readBody(context);
  const parsed = schema.safeParse(body?.length ? parseJson(body) : {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  throw invalid(field || 'body', `${field || 'The body'}: ${issue?.message ?? 'invalid'}`);
}
