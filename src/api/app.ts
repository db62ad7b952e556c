import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { type RequestIdVariables, requestId } from 'hono/request-id';
import type { Explanation } from '../cache/explain.ts';
import { AppError } from '../errors.ts';
import type { Ask, Ms, Namespace, Policy } from '../types.ts';
import type { Dialects } from '../wire/dialects.ts';
import { type EmbeddingsAsk, embeddings } from '../wire/embeddings.ts';
import { type AdminParts, adminRoutes } from './admin.ts';
import { createAuthenticate, requireAdmin } from './auth.ts';
import { createReadBody } from './body.ts';
import { type CompletionParts, completion, type EndpointParts } from './completion.ts';
import { dashboardRoutes } from './dashboard.ts';
import { createErrorHandler, errorResponse, type OnFailure } from './error.ts';
import { explainRequest } from './explain.ts';
import { type FeedbackParts, feedback } from './feedback.ts';
import { createHealth, healthRoutes, type ServiceState } from './health.ts';
import { type LoadtestParts, loadtestRoutes } from './loadtest.ts';
import { type ManageParts, manageRoutes } from './manage.ts';
import { type HistorySource, metricsRoutes } from './metrics.ts';
import { type ModelsParts, modelsRoutes } from './models.ts';
import { openapiRoutes } from './openapi/routes.ts';
import { type PassthroughOptions, type PassthroughParts, passthroughRoutes } from './passthrough.ts';
import { type QueryParts, queryRoutes } from './query.ts';

/** What the routes stand on; build.ts makes it. */
export interface ProxyParts
  extends Pick<CompletionParts, 'answer' | 'record' | 'settings' | 'askOptions' | 'now'>,
    Pick<AdminParts, 'metrics' | 'clear' | 'recent'>,
    Pick<ManageParts, 'entries' | 'invalidate' | 'transfer'>,
    Pick<PassthroughParts, 'forward'>,
    Pick<QueryParts, 'defaultModel' | 'embeddingDimension' | 'readCacheStats'>,
    ModelsParts,
    Omit<FeedbackParts, 'readBody'> {
  readonly answerItems: EndpointParts<EmbeddingsAsk, typeof embeddings>['answer'];
  readonly explain: (ask: Ask, policy: Policy) => Promise<Explanation>;
  /** `null`: it is not enabled. */
  readonly loadtest: Pick<LoadtestParts, 'rehearse' | 'countSpent'> | null;
  readonly dialects: Dialects;
  readonly history: HistorySource;
  readonly startedAt: Ms;
  readonly checkServices: () => Promise<Readonly<Record<string, ServiceState>>>;
}

export interface HttpOptions {
  /** The clients' keys and names; `undefined`: everybody may ask. */
  readonly clientKeys: ReadonlyMap<string, Namespace> | undefined;
  /** All clients share one cache. */
  readonly shared: boolean;
  readonly adminKey: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly maxBodyBytes: number;
  /** `trusted`: the names of clients. */
  readonly passthrough: Omit<PassthroughOptions, 'isTrusted'> & { readonly trusted: ReadonlySet<string> };
  readonly version: string;
  readonly isDraining: () => boolean;
  readonly onFailure: OnFailure;
}

/** What a page may read of a reply, beside what every page may. */
const EXPOSED = [
  ...['x-cache', 'x-cache-tier', 'x-cache-key', 'x-cache-asked-key', 'x-cache-similarity', 'x-cache-reason'],
  'x-cache-items',
  ...['age', 'cache-status', 'server-timing', 'x-upstream', 'x-request-id', 'retry-after'],
];

type Env = { Variables: RequestIdVariables };

/** Every route. */
export function createApp(proxy: ProxyParts, options: HttpOptions): Hono<Env> {
  const { clientKeys, shared, adminKey, corsOrigins, isDraining } = options;
  const readBody = createReadBody(options.maxBodyBytes);
  const checkHealth = createHealth({ ...proxy, version: options.version, isDraining });
  const authenticate = createAuthenticate(clientKeys, shared, corsOrigins);
  const parts = { ...proxy, authenticate, readBody, isDraining };
  const nameOf = createAuthenticate(clientKeys, false, corsOrigins);
  const isTrusted = (context: Context) => !clientKeys || options.passthrough.trusted.has(nameOf(context));
  const { chat, responses, completions } = proxy.dialects;

  const endpoints = new Hono<Env>();
  endpoints.post('/v1/chat/completions', completion(chat, parts));
  endpoints.post('/v1/responses', completion(responses, parts));
  endpoints.post('/v1/completions', completion(completions, parts));
  endpoints.post('/v1/embeddings', completion(embeddings, { ...parts, answer: proxy.answerItems }));
  endpoints.onError(createErrorHandler(options.onFailure));

  const app = new Hono<Env>();
  if (corsOrigins.length > 0) app.use('/v1/*', cors({ origin: [...corsOrigins], exposeHeaders: EXPOSED }));
  app.route('/', endpoints);

  app.use(requestId());
  app.use(methodNotAllowed({ app, onMethodNotAllowed }));

  app.use('/v1/*', async function refuseWhenDraining(_, next) {
    if (isDraining()) throw new AppError('draining', 'The proxy is stopping.', { retryAfter: 1 });
    await next();
  });
  app.post('/v1/cache/feedback', feedback(parts, authenticate));
  app.route('/v1/models', modelsRoutes(proxy, authenticate, { askUpstreams: options.passthrough.routes !== 'none' }));
  app.route('/v1', passthroughRoutes(parts, { ...options.passthrough, isTrusted }));

  app.use('/admin/*', requireAdmin(adminKey));
  app.route(
    '/admin',
    adminRoutes({
      ...parts,
      checkHealth,
      explain: explainRequest(proxy.dialects, parts),
      feedback: feedback(parts, () => null),
    }),
  );
  app.route('/admin/cache', manageRoutes({ ...parts, onFailure: options.onFailure }));
  if (proxy.loadtest) {
    app.use('/api/loadtest', requireAdmin(adminKey));
    app.route('/api/loadtest', loadtestRoutes({ ...parts, ...proxy.loadtest, onFailure: options.onFailure }));
  }
  app.route('/', healthRoutes(checkHealth, isDraining));
  app.route('/', metricsRoutes(proxy.metrics, proxy.history));
  app.route('/', queryRoutes(parts));
  app.route('/', dashboardRoutes(adminKey !== undefined));
  app.route('/', openapiRoutes(options.version));

  app.notFound(({ req, get }) =>
    errorResponse(new AppError('not_found', `Unknown request URL: ${req.method} ${req.path}`), get('requestId')),
  );
  app.onError(createErrorHandler(options.onFailure));
  if (corsOrigins.length === 0) askFirst(endpoints, app);
  return app;
}

/**
 * Lets `first` answer what it has routes for, and `app` the rest: in one router with the others, Hono would prepare
 * their middleware for each hit, which makes it a fourteenth dearer (measured).
 */
function askFirst(first: Hono<Env>, app: Hono<Env>): void {
  const { fetch } = app;
  first.notFound(({ req, env }) => fetch(req.raw, env));
  app.fetch = first.fetch;
}

function onMethodNotAllowed(context: Context, methods: readonly string[]): Response {
  const allow = methods.join(', ');
  const error = new AppError('method_not_allowed', `Not allowed to ${context.req.method} here; allowed: ${allow}`);
  context.header('allow', allow);
  return context.json(error, 405);
}
