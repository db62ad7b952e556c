/** What the proxy answers when it cannot answer: one error class, one shape (OpenAI's). */

export type ErrorCode =
  | 'invalid_request'
  | 'invalid_api_key'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'only_if_cached'
  | 'client_gone'
  | 'no_upstream'
  | 'upstream_unreachable'
  | 'upstream_refused_key'
  | 'upstream_bad_answer'
  | 'upstream_timeout'
  | 'overloaded'
  | 'draining'
  | 'out_of_service'
  | 'internal';

const STATUS: Record<ErrorCode, number> = {
  invalid_request: 400,
  invalid_api_key: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  only_if_cached: 504,
  // Nobody reads it; the log and the metrics tell it from a failure by this number, which nginx gave it.
  client_gone: 499,
  no_upstream: 503,
  upstream_unreachable: 502,
  upstream_refused_key: 502,
  upstream_bad_answer: 502,
  upstream_timeout: 504,
  overloaded: 503,
  draining: 503,
  // A store that only the operator's request needs: a client's goes on without it.
  out_of_service: 503,
  internal: 500,
};

/** Trying these again is pointless: the official SDKs retry every 5xx unless `x-should-retry` says no. */
const POINTLESS_TO_RETRY: ReadonlySet<ErrorCode> = new Set(['only_if_cached', 'no_upstream']);

interface AppErrorOptions {
  /** The field or header at fault, as OpenAI's `param`. */
  readonly param?: string;
  /** Seconds, for `retry-after`. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** An error that a client may see. Its message never holds a key, an internal address or an upstream's own words. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly param: string | null;
  readonly retryAfter: number | null;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = STATUS[code];
    this.param = options.param ?? null;
    this.retryAfter = options.retryAfter ?? null;
  }

  /** Response headers that go with the error. */
  get headers(): Record<string, string> {
    const headers: Record<string, string> = {};
    if (this.retryAfter !== null) headers['retry-after'] = String(this.retryAfter);
    if (POINTLESS_TO_RETRY.has(this.code)) headers['x-should-retry'] = 'false';
    return headers;
  }

  /** The body, in the shape of https://platform.openai.com/docs/guides/error-codes */
  toJSON(): { error: { message: string; type: string; param: string | null; code: string } } {
    const type = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    return { error: { message: this.message, type, param: this.param, code: this.code } };
  }
}

/** A 400 that names the field or header. */
export function invalid(param: string, message: string, cause?: unknown): AppError {
  return new AppError('invalid_request', message, { param, cause });
}

/** Nobody waits any more: no failure of whoever was asked. */
export function clientGone(cause: unknown): AppError {
  return new AppError('client_gone', 'The client went away.', { cause });
}
