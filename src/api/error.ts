import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { AppError } from '../errors.ts';

/** Told of what must not happen, and of what failed for a cause that no client sees. */
export type OnFailure = (error: AppError, requestId: string) => void;

/** Whatever was thrown, as something that a client may see. */
export function toAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof HTTPException && cause.status === 404) return new AppError('not_found', 'Not found.', { cause });
  return new AppError('internal', 'Something went wrong in the proxy.', { cause });
}

export function errorResponse(error: AppError, requestId: string): Response {
  return Response.json(error, { status: error.status, headers: { ...error.headers, 'x-request-id': requestId } });
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
