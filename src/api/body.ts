import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError, clientGone } from '../errors.ts';

/** The bytes of a body that says it is JSON. Throws AppError: 413, 415. */
export type ReadBody = (context: Context) => Promise<Buffer>;

/** @param maxBytes of one body */
export function createReadBody(maxBytes: number): ReadBody {
  const tooLarge = () => new AppError('body_too_large', `The body is larger than ${maxBytes} bytes.`);
  const limitChunked = bodyLimit({
    maxSize: maxBytes,
    onError() {
      throw tooLarge();
    },
  });

  return async function readBody(context) {
    const type = context.req.header('content-type');
    if (type !== undefined && !/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
      throw new AppError('unsupported_media_type', 'The body must be JSON: content-type: application/json.');
    }
    const length = context.req.header('content-length');
    if (Number(length ?? 0) > maxBytes) throw tooLarge();
    try {
      if (length === undefined) await limitChunked(context, async () => {});
      return Buffer.from(await context.req.arrayBuffer());
    } catch (error) {
      throw error instanceof AppError ? error : clientGone(error);
    }
  };
}
