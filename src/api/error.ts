import { randomUUID } from 'node:crypto';
import { RequestError } from '@hono/node-server';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { OutOfService } from '../breaker.ts';
import { AppError } from '../errors.ts';

/** Told of what must not happen, and of what failed for a cause that no client sees. */
export type OnFailure = (error: AppError, requestId: string) => void;

/** Seconds: a store is used again within so long of its return. */
const RETRY_AFTER = 2;

/** Whatever was thrown, as something that a client may see. */
export function toAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof HTTPException && cause.status === 404) return new AppError('not_found', 'Not found.', { cause });
  if (cause instanceof OutOfService) {
    return new AppError('out_of_service', `${cause.message.replace(/\.+$/, '')}.`, { retryAfter: RETRY_AFTER, cause });
  }
  return new AppError('internal', 'Something went wrong in the proxy.', { cause });
}

export function errorResponse(error: AppError, requestId: string): Response {
  return Response.json(error, { status: error.status, headers: { ...error.headers, 'x-request-id': requestId } });
}

const UNREADABLE = 'The target of the request, or its Host header, cannot be read.';

/** Answers what is no request yet, since its target or its Host cannot be read. */
export function createMalformedHandler(onFailure: OnFailure) {
  return function answerMalformed(cause: unknown): Response {
    const isMalformed = cause instanceof RequestError;
    const error = isMalformed ? new AppError('invalid_request', UNREADABLE, { cause }) : toAppError(cause);
    const requestId = randomUUID();
    if (!isMalformed) onFailure(error, requestId);
    return errorResponse(error, requestId);
  };
}

/** Answers in OpenAI's shape. */
export function createErrorHandler(onFailure: OnFailure) {
  return function answerError(cause: Error, context: Context): Response {
    const error = toAppError(cause);
    const requestId: string = context.get('requestId') ?? '';
    if (error.status === 500 || (error.status > 500 && error.cause !== undefined)) onFailure(error, requestId);
    return errorResponse(error, requestId);
  };
}
