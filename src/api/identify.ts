import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';

/**
 * The request's id: the client's if it is a sane one, or a new one. It is kept in the context for an error's answer.
 * As hono/request-id does it, without a `Headers` for the response, which costs as much as a look into memory.
 */
export function identify(context: Context): string {
  const given = context.req.header('x-request-id');
  const id = given && /^[\w\-=]{1,255}$/.test(given) ? given : randomUUID();
  context.set('requestId', id);
  return id;
}
