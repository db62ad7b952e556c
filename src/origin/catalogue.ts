import { AppError, invalid } from '../errors.ts';
import type { Endpoint } from '../types.ts';

/** What an upstream can be asked for: the cached endpoints, what is passed through, or, with `*`, whatever there is. */
export type Served =
  | Endpoint
  | 'moderations'
  | 'audio'
  | 'images'
  | 'files'
  | 'batches'
  | 'uploads'
  | 'conversations'
  | 'vector_stores'
  | '*';

/** One upstream: a row of data. */
export interface Upstream {
  readonly name: string;
  readonly baseUrl: string;
  /** Sent as a bearer token; some upstreams need none. */
  readonly apiKey: string | null;
  /** Names of models it offers; `*` stands for anything. */
  readonly models: readonly string[];
  readonly serves: readonly Served[];
  /** What it calls models that are asked for by another name. */
  readonly names: Readonly<Record<string, string>>;
  /** Its own prefix where models bear the name of their vendor: `openai/gpt-4o` elsewhere is its `gpt-4o`. */
  readonly vendor?: string;
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
      'whisper-large-*',
      'distil-whisper-*',
      'playai-tts*',
      'canopylabs/orpheus-*',
    ],
    serves: ['chat.completions', 'responses', 'audio', 'files', 'batches'],
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
      'whisper-1*',
      'tts-1*',
      'dall-e-*',
      '*-moderation-*',
    ],
    serves: ['*'],
    vendor: 'openai',
  },
} as const satisfies Record<string, Pick<Upstream, 'models' | 'serves' | 'vendor'>>;

/** The upstreams in the order in which they are asked; those not named in `order` come last, as they were given. */
export function inOrder(upstreams: readonly Upstream[], order: readonly string[]): Upstream[] {
  const rank = ({ name }: Upstream) => (order.includes(name) ? order.indexOf(name) : order.length);
  return upstreams.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * Those that serve something, an endpoint or a route of the passthrough, in order.
 * @throws AppError when there is none
 */
export function servers(upstreams: readonly Upstream[], route: string, only: string | null): readonly Upstream[] {
  if (upstreams.length === 0) throw noUpstream();
  const serving = upstreams.filter((upstream) => serves(upstream, route) && (only === null || upstream.name === only));
  if (serving.length === 0) throw noneServes(upstreams, route, only);
  return serving;
}

/**
 * Who may answer, the first choice first: those that have the model under the name it was asked for, then those that
 * have it under another. One that none is known to offer is asked of all: they know best.
 * @throws AppError when there is none
 */
export function candidates(
  upstreams: readonly Upstream[],
  route: string,
  model: string,
  only: string | null,
): readonly Upstream[] {
  const serving = servers(upstreams, route, only);
  const offering = serving.filter((upstream) => offers(upstream, model));
  const others = serving.filter((upstream) => !offers(upstream, model) && otherName(upstream, model) !== null);
  return offering.length + others.length > 0 ? [...offering, ...others] : serving;
}

/** The name under which an upstream is asked for a model. */
export function nameAt(upstream: Upstream, model: string): string {
  if (Object.hasOwn(upstream.names, model)) return upstream.names[model] ?? model;
  return hasModel(upstream, model) ? model : (otherName(upstream, model) ?? model);
}

function offers(upstream: Upstream, model: string): boolean {
  return Object.hasOwn(upstream.names, model) || hasModel(upstream, model);
}

function hasModel({ models }: Pick<Upstream, 'models'>, name: string): boolean {
  return models.some((pattern) => matches(pattern, name));
}

/** With its vendor's prefix, or without it where that is its own. Variants such as `:free` are one upstream's alone. */
function otherName(upstream: Upstream, model: string): string | null {
  if (model.includes(':')) return null;
  const [vendor, ...rest] = model.split('/');
  const name = rest.length > 0 ? vendor === upstream.vendor && rest.join('/') : prefixed(model);
  return name && hasModel(upstream, name) ? name : null;
}

/** The name with the prefix of the vendor whose model it is; `null`: it is not known whose. */
function prefixed(model: string): string | null {
  const { models, vendor } = BUILT_IN.openai;
  return hasModel({ models }, model) ? `${vendor}/${model}` : null;
}

function matches(pattern: string, model: string): boolean {
  const source = pattern.split('*').map(RegExp.escape).join('.*');
  return new RegExp(`^${source}$`, 'i').test(model);
}

/** Every one has models to tell of, whatever else it is there for. */
function serves({ serves }: Pick<Upstream, 'serves'>, route: string): boolean {
  return route === 'models' || serves.some((served) => served === route || served === '*');
}

/** Says who has the endpoint: of those configured, or of those built in. */
function noneServes(upstreams: readonly Upstream[], route: string, only: string | null): AppError {
  const path = `/v1/${route.replace('.', '/')}`;
  const has = (upstream: Pick<Upstream, 'serves'>) => serves(upstream, route);
  const names = upstreams.filter(has).map(({ name }) => name);
  if (only !== null && names.length > 0) {
    const message = `x-upstream takes the name of a configured upstream that serves ${path}: ${names.join(', ')}.`;
    return invalid('x-upstream', message);
  }
  const known = Object.entries(BUILT_IN).flatMap(([name, row]) => (has(row) ? [name] : []));
  return invalid('model', `No configured upstream serves ${path}. Of those built in, these do: ${known.join(', ')}.`);
}

export function noUpstream(): AppError {
  const message =
    'No upstream is configured: set GROQ_API_KEY, OPENROUTER_API_KEY, OPENAI_API_KEY or UPSTREAMS, and start again.';
  return new AppError('no_upstream', message, { retryAfter: 60 });
}
