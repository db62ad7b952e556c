import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { AppError } from '../errors.ts';

/** Whatever was thrown, as something that a client may see. */
export function toAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof HTTPException && cause.status === 404) return new AppError('not_found', 'Not found.', { cause });
  return new AppError('internal', 'Something went wrong in the proxy.', { cause });
}

export function errorResponse(error: AppError, requestId: string): Response {
  return Response.json(error, { status: error.status, headers: { ...error.headers, 'x-request-id': requestId } });
}

/** Answers in OpenAI's shape; `onInternal` is told what must not happen. */
export function createErrorHandler(onInternal: (error: AppError, requestId: string) => void) {
  return function answerError(cause: Error, context: Context): Response {
    const error = toAppError(cause);
    const requestId: string = context.get('requestId') ?? '';
    if (error.status === 500) onInternal(error, requestId);
    return errorResponse(error, requestId);
  };
}
