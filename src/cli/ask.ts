/** One request, and what the cache did with it, read from the reply's headers. */

import type { JsonObject } from '../types.ts';
import { reasonOf } from './failure.ts';

/** Where an answer came from; `promoted` is a remembered semantic hit. */
export type Source = 'memory' | 'exact' | 'promoted' | 'semantic' | 'upstream' | 'bypass' | 'error';

export interface Answered {
  readonly source: Source;
  /** Cosine, on a semantic or promoted hit. */
  readonly similarity: number | null;
  /** Milliseconds to the last byte. */
  readonly latency: number;
  readonly tokens: number;
  readonly error: string | null;
}

/** Never rejects: what fails is an `error`. */
export async function ask(
  url: string,
  request: JsonObject,
  headers: Readonly<Record<string, string>>,
): Promise<Answered> {
  const start = performance.now();
  try {
    const reply = await fetch(`${url}/v1/${endpointOf(request)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(request),
    });
    const text = await reply.text();
    const latency = performance.now() - start;
    if (!reply.ok) return failed(latency, `${reply.status} ${text.slice(0, 200)}`);
    const similarity = similarityIn(reply.headers);
    return { source: sourceIn(reply.headers), similarity, latency, tokens: tokensIn(text), error: null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed(performance.now() - start, reasonOf(error));
  }
}

/** The field that holds the question says whose request it is. */
function endpointOf(request: JsonObject): string {
  if ('messages' in request) return 'chat/completions';
  return 'input' in request ? 'responses' : 'completions';
}

export function sourceIn(headers: Headers): Source {
  if (headers.get('x-cache') === 'BYPASS') return 'bypass';
  const tier = headers.get('x-cache-tier');
  if (tier === 'semantic' || tier === 'upstream') return tier;
  if (tier !== 'memory' && tier !== 'exact') return 'error';
  return similarityIn(headers) === null ? tier : 'promoted';
}

export function similarityIn(headers: Headers): number | null {
  const value = headers.get('x-cache-similarity');
  return value === null ? null : Number(value);
}

function failed(latency: number, error: string): Answered {
  return { source: 'error', similarity: null, latency, tokens: 0, error };
}

/** A streamed answer has its usage in the last event but one, if anywhere; elsewhere it is a field of the body. */
function tokensIn(text: string): number {
  return Number(/"total_tokens":\s*(\d+)/.exec(text)?.[1] ?? 0);
}
