/** The part of the composition root that opens the upstreams. */
import type { Config } from '../config.ts';
import { openConnections } from '../origin/call.ts';
import { BUILT_IN, inOrder, type Upstream } from '../origin/catalogue.ts';
import { createOrigin, type OriginEvent } from '../origin/failover.ts';
import { createForward } from '../origin/forward.ts';
import { createLimit } from '../origin/limit.ts';
import { createModels } from '../origin/models.ts';
import { createObjects, rememberingOrigin } from '../origin/objects.ts';
import type { Ms, Outage, Registry } from '../types.ts';
import type { Surroundings } from './stores.ts';

/** What an upstream may take to list its models. */
const MODELS_TIMEOUT: Ms = 5_000;

export type Upstreams = ReturnType<typeof openUpstreams>;

/** The upstreams, the connections to them and the number of calls at one time: whatever calls them shares these. */
export function openUpstreams(
  config: Config,
  { now, log, onError }: Surroundings,
  registry: Registry,
  count: (upstream: string, event: string) => void,
) {
  const startedAt = now();
  const upstreams = readUpstreams(config);
  const connections = openConnections({
    connectTimeout: config.UPSTREAM_CONNECT_TIMEOUT_MS,
    timeout: config.UPSTREAM_TIMEOUT_MS,
    idleTimeout: config.UPSTREAM_IDLE_TIMEOUT_MS,
  });
  const limit = createLimit({ concurrency: config.MAX_CONCURRENCY, queue: config.MAX_QUEUE });
  const objects = createObjects(
    { registry, onError: (error) => onError('registry', error) },
    { trusted: new Set(config.TRUSTED_CLIENTS), severalClients: clientNames(config).size > 1 },
  );
  const origin = rememberingOrigin(
    createOrigin(upstreams, { connections, limit, now, onEvent }, { retries: config.UPSTREAM_RETRIES }),
    objects,
  );
  const { resolveModel } = readAliases(config);
  const forward = createForward(upstreams, { connections, limit, objects, resolveModel });
  const listModels = createModels(
    upstreams,
    { connections, now, onError: (upstream) => count(upstream, 'error:models') },
    { timeout: MODELS_TIMEOUT, aliases: aliasedModels(config) },
  );

  function onEvent({ upstream, model, kind, fault }: OriginEvent): void {
    count(upstream, fault === undefined ? kind : `${kind}:${fault}`);
    if (kind === 'opened') log.warn({ model }, `${upstream} fails again and again: others are asked before it`);
    if (kind === 'closed') log.info({ model }, `${upstream} is back`);
  }

  return {
    /** In the order in which they are asked. */
    rows: upstreams,
    connections,
    limit,
    origin,
    forward,
    listModels,
    /** 1 for each that others are asked before. */
    breakers: () => Object.fromEntries(origin.state().map(({ name, outage }) => [name, outage ? 1 : 0])),
    /** How they do as one, and how each does. */
    check: () => checkUpstreams(origin.state(), startedAt),
    /** Ends every call at once. */
    close: () => connections.destroy(),
  };
}

function clientNames({ PROXY_API_KEYS: listed, PROXY_API_KEYS_FILE: filed }: Config): ReadonlySet<string> {
  return new Set([...(listed?.values() ?? []), ...(filed?.values() ?? [])]);
}

interface State {
  readonly name: string;
  readonly outage: Outage | null;
}

/** They are never called just to see how they do: that would cost money. */
function checkUpstreams(states: readonly State[], startedAt: Ms) {
  const [first] = states;
  const none = first ? null : { since: startedAt, reason: 'no upstream is configured' };
  const sole = states.every(({ outage }) => outage) ? first?.outage : null;
  return {
    upstreams: {
      ...serviceState(none ?? sole ?? null),
      ...(first && { kind: states.map(({ name }) => name).join(', ') }),
    },
    ...Object.fromEntries(states.map(({ name, outage }) => [`upstream:${name}`, serviceState(outage)])),
  };
}

function serviceState(outage: Outage | null) {
  if (!outage) return { status: 'healthy' as const, latency_ms: 0 };
  return { status: 'unhealthy' as const, latency_ms: 0, error: outage.reason, since: outage.since / 1000 };
}

/** What clients may call a model, and what else it is called. */
export function readAliases({ MODEL_ALIASES }: Pick<Config, 'MODEL_ALIASES'>) {
  const aliases = new Map(Object.entries(MODEL_ALIASES));
  return {
    resolveModel(model: string): string {
      const alias = aliases.get(model);
      return typeof alias === 'string' ? alias : model;
    },
    /** By which upstreams that have a name of their own for it are asked. */
    otherNames(model: string): readonly string[] {
      const alias = aliases.get(model);
      return typeof alias === 'object' ? Object.values(alias) : [];
    },
  };
}

/** Each name that clients may use, with what upstreams call the model. */
function aliasedModels({ MODEL_ALIASES }: Config): ReadonlyMap<string, readonly string[]> {
  const names = (alias: Config['MODEL_ALIASES'][string]) =>
    typeof alias === 'object' ? Object.values(alias) : [alias];
  return new Map(Object.entries(MODEL_ALIASES).map(([name, alias]) => [name, names(alias)]));
}

/** The configured upstreams, the first choice first. */
export function readUpstreams(config: Config): Upstream[] {
  const builtIn = [
    { name: 'groq', apiKey: config.GROQ_API_KEY, baseUrl: config.GROQ_BASE_URL, ...BUILT_IN.groq },
    {
      name: 'openrouter',
      apiKey: config.OPENROUTER_API_KEY,
      baseUrl: config.OPENROUTER_BASE_URL,
      ...BUILT_IN.openrouter,
    },
    { name: 'openai', apiKey: config.OPENAI_API_KEY, baseUrl: config.OPENAI_BASE_URL, ...BUILT_IN.openai },
  ].flatMap((row) => (row.apiKey ? [{ ...row, apiKey: row.apiKey }] : []));
  const further = config.UPSTREAMS.map((row) => ({
    name: row.name,
    baseUrl: row.base_url,
    apiKey: row.api_key ?? null,
    models: row.models ?? ['*'],
    serves: row.serves ?? (['*'] as const),
  }));
  const all = [...builtIn, ...further].map((row) => ({ ...row, names: namesAt(row.name, config) }));
  return inOrder(all, config.UPSTREAM_ORDER);
}

/** What an upstream calls the models that have a name for each upstream. */
function namesAt(upstream: string, { MODEL_ALIASES }: Config): Record<string, string> {
  return Object.fromEntries(
    Object.entries(MODEL_ALIASES).flatMap(([model, alias]) => {
      const name = typeof alias === 'object' ? alias[upstream] : undefined;
      return name === undefined ? [] : [[model, name]];
    }),
  );
}
