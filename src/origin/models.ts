/** The models that the upstreams offer. */
import { AppError } from '../errors.ts';
import type { Json, ModelInfo, Ms } from '../types.ts';
import { isArray, isObject, own, readJson } from '../wire/json.ts';
import { type Bytes, begin, leave, reading } from './bytes.ts';
import { bytesOf, type Connections, credentials, send, urlOf, whyRefused } from './call.ts';
import { noUpstream, type Upstream } from './catalogue.ts';

/** How long a list is believed; one that could not be had is asked for again sooner. */
const FRESH: Ms = 5 * 60_000;
const AGAIN: Ms = 30_000;
/** OpenRouter tells of some hundred models in as many kilobytes. */
const MAX_BYTES = 16 * 1024 * 1024;

interface ModelsParts {
  readonly connections: Connections;
  readonly now: () => Ms;
  /** Told of an upstream whose list cannot be had. */
  readonly onError: (upstream: string) => void;
}

interface ModelsOptions {
  /** How long one upstream is waited for. */
  readonly timeout: Ms;
  /** Further names, and what upstreams call the model that is meant. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
}

/** What one upstream said last, and until when it is not asked again. */
interface Listing {
  readonly models: readonly ModelInfo[] | null;
  readonly error: AppError | null;
  readonly until: Ms;
}

/**
 * Lists what the upstreams offer as one: of models that bear the same name, the first upstream's; then the aliases. An
 * upstream that fails is there with what it said before, if it did; where nobody ever said anything, the list has the
 * names that the configuration has.
 * @throws AppError when there is no upstream, or nothing to list
 */
export function createModels(
  upstreams: readonly Upstream[],
  { connections, now, onError }: ModelsParts,
  { timeout, aliases }: ModelsOptions,
): () => Promise<readonly ModelInfo[]> {
  const listings = new Map<string, Listing>();
  const asking = new Map<string, Promise<Listing>>();

  return async function listModels() {
    if (upstreams.length === 0) throw noUpstream();
    const known = await Promise.all(upstreams.map(listingOf));
    const offered = known.flatMap(({ models }) => models ?? []);
    const listed = known.some(({ models }) => models !== null) ? offered : upstreams.flatMap(configured);
    const error = known.find((listing) => listing.error)?.error;
    if (listed.length === 0 && error) throw error;
    const byName = Map.groupBy(listed, ({ id }) => id).values();
    return withAliases(
      Array.from(byName, ([first]) => first as ModelInfo),
      aliases,
    );
  };

  /** Once for all who want it. */
  async function listingOf(upstream: Upstream): Promise<Listing> {
    const { name } = upstream;
    const known = listings.get(name);
    if (known && now() < known.until) return known;
    const answer = asking.get(name) ?? ask(upstream, known?.models ?? null).finally(() => asking.delete(name));
    asking.set(name, answer);
    return answer;
  }

  async function ask(upstream: Upstream, before: Listing['models']): Promise<Listing> {
    const listing = await fetchModels(connections, upstream, AbortSignal.timeout(timeout)).then(
      (models) => ({ models, error: null, until: now() + FRESH }),
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        onError(upstream.name);
        return { models: before, error, until: now() + AGAIN };
      },
    );
    listings.set(upstream.name, listing);
    return listing;
  }
}

/** What one upstream offers. Throws AppError. */
export async function fetchModels(
  connections: Connections,
  upstream: Upstream,
  signal: AbortSignal,
): Promise<ModelInfo[]> {
  const { name } = upstream;
  try {
    const sent = { method: 'GET', headers: { accept: 'application/json', ...credentials(upstream) } } as const;
    const { statusCode, body } = await send(connections, upstream, urlOf(upstream, '/models'), sent, signal);
    const bytes = bytesOf(upstream, body, signal);
    const text = await readText(bytes);
    const models = statusCode < 300 && text !== null ? modelsIn(readJson(text)) : null;
    if (models) return models;
    throw whyRefused(upstream, statusCode) ?? new AppError('upstream_bad_answer', `${name} did not list its models.`);
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new AppError('upstream_timeout', `${name} did not list its models in time.`, { cause });
  }
}

/** `null`: it is too long. */
async function readText(body: Bytes): Promise<string | null> {
  const beginning = begin(body);
  let bytes = 0;
  for await (const chunk of reading(beginning)) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      await leave(beginning.rest);
      return null;
    }
  }
  return Buffer.concat(beginning.held).toString();
}

/** `{data: [{id, …}]}`, as OpenAI has it, or the list alone; `null`: neither. */
function modelsIn(answer: Json | undefined): ModelInfo[] | null {
  const list = isObject(answer) ? own(answer, 'data') : answer;
  return isArray(list) ? list.filter(isModel) : null;
}

function isModel(row: Json): row is ModelInfo {
  return isObject(row) && typeof own(row, 'id') === 'string';
}

/** Those that are named in full: a pattern is no model. */
function configured({ name, models }: Upstream): ModelInfo[] {
  return models.filter((model) => !model.includes('*')).map((id) => modelInfo(id, name));
}

function withAliases(models: readonly ModelInfo[], aliases: ModelsOptions['aliases']): ModelInfo[] {
  const added = [...aliases].flatMap(([id, meant]) => {
    if (models.some((model) => model.id === id)) return [];
    const model = models.find((one) => meant.includes(one.id)) ?? modelInfo(id, 'llm-cache-proxy');
    return [{ ...model, id }];
  });
  return [...models, ...added];
}

function modelInfo(id: string, owner: string): ModelInfo {
  return { id, object: 'model', created: 0, owned_by: owner };
}
