/** What every scripted answer has in common. */

/** One answer in both of its shapes; the events are whole SSE blocks, each with the blank line that ends it. */
export interface Answer {
  whole(): object;
  events(): string[];
}

/** Seconds; fixed, as everything here is. */
export const CREATED = 1_750_000_000;

export function sse(data: object | '[DONE]', event?: string): string {
  const text = data === '[DONE]' ? data : JSON.stringify(data);
  return event === undefined ? `data: ${text}\n\n` : `event: ${event}\ndata: ${text}\n\n`;
}

/** An error in OpenAI's shape. */
export function errorBody(message: string, type = 'invalid_request_error', code: string | null = null): object {
  return { error: { message, type, param: null, code } };
}
