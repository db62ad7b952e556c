import { AppError, invalid } from '../errors.ts';
import type { Endpoint } from '../types.ts';

/** One upstream: a row of data. */
export interface Upstream {
  readonly name: string;
  readonly baseUrl: string;
  /** Sent as a bearer token; some upstreams need none. */
  readonly apiKey: string | null;
  /** Names of models it offers; `*` stands for anything. */
  readonly models: readonly string[];
  readonly serves: readonly Endpoint[];
}

/** What is built in. The key and the base URL come from the configuration. */
export const BUILT_IN = {
  groq: {
    models: [
      'llama-*',
      'meta-llama/*',
      'openai/gpt-oss-*',
      'qwen/*',
      'moonshotai/*',
      'groq/*',
      'compound*',
      'gemma*',
      'mixtral-*',
    ],
    serves: ['chat.completions', 'responses'],
  },
  openrouter: {
    models: ['*/*'],
    serves: ['chat.completions', 'responses', 'completions', 'embeddings'],
  },
  openai: {
    models: [
      'gpt-*',
      'chatgpt-*',
      'o1*',
      'o3*',
      'o4*',
      'codex-*',
      'text-embedding-*',
      'davinci-*',
      'babbage-*',
      'ft:*',
    ],
    serves: ['chat.completions', 'responses', 'completions', 'embeddings'],
  },
} as const satisfies Record<string, Pick<Upstream, 'models' | 'serves'>>;

/** The upstreams in the order in which they are asked; those not named in `order` come last, as they were given. */
export function inOrder(upstreams: readonly Upstream[], order: readonly string[]): Upstream[] {
  const rank = ({ name }: Upstream) => (order.includes(name) ? order.indexOf(name) : order.length);
  return upstreams.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * Who may answer, the first choice first. A model that none is known to offer is asked of all: they know best.
 * @throws AppError when there is none
 */
export function candidates(
  upstreams: readonly Upstream[],
  endpoint: Endpoint,
  model: string,
  only: string | null,
): readonly Upstream[] {
  if (upstreams.length === 0) throw noUpstream();
  const serving = upstreams.filter(({ name, serves }) => serves.includes(endpoint) && (only === null || name === only));
  if (serving.length === 0) {
    if (only === null) throw invalid('model', `No configured upstream serves this endpoint.`);
    const names = upstreams.map(({ name }) => name).join(', ');
    throw invalid(
      'x-upstream',
      `x-upstream takes the name of a configured upstream that serves this endpoint: ${names}`,
    );
  }
  const offering = serving.filter(({ models }) => models.some((pattern) => matches(pattern, model)));
  return offering.length > 0 ? offering : serving;
}

function matches(pattern: string, model: string): boolean {
  const source = pattern.split('*').map(RegExp.escape).join('.*');
  return new RegExp(`^${source}$`, 'i').test(model);
}

function noUpstream(): AppError {
  const message =
    'No upstream is configured: set GROQ_API_KEY, OPENROUTER_API_KEY, OPENAI_API_KEY or UPSTREAMS, and start again.';
  return new AppError('no_upstream', message, { retryAfter: 60 });
}
