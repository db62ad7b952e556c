import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { type Recorded, type Scripted, startUpstream, type Upstream, type UpstreamOptions } from '../demo/upstream.ts';
import { build } from '../src/build.ts';
import { readConfig } from '../src/config.ts';
import type { MetricsReport } from '../src/record/metrics.ts';
import { createServer } from '../src/server.ts';
import type { Ms } from '../src/types.ts';

type Headers = Record<string, string>;
type Reply = Scripted | ((request: Recorded) => Scripted | undefined | Promise<Scripted | undefined>);

export interface TestProxy extends AsyncDisposable {
  readonly upstream: Upstream;
  /** The folder of `data/` and `requests.log`. */
  readonly dir: string;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** The front door without a socket. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** `POST /v1/chat/completions` without a socket: a question or a whole body. */
  chat(body: string | object, init?: ChatInit): Promise<Response>;
  /** One who asks in a namespace of its own: tests that share a proxy do not see each other's answers. */
  client(headers?: Headers): Client;
  /** `POST` of a JSON body to an admin route, with the key. */
  admin(path: string, body?: object): Promise<Response>;
  /** Has the upstream answer so when a request's body holds the text. */
  script(text: string, reply: Reply): void;
  /** The upstream requests whose body holds the text. */
  calls(text: string): readonly Recorded[];
  metrics(): Promise<MetricsReport>;
  /** A number from `/metrics`; 0 when it is not there yet. The name is without its prefix, the labels with it. */
  counter(name: string): Promise<number>;
  /** Resolves when nothing is under way: every answer so far is stored, or is not going to be. */
  settled(): Promise<void>;
  /** What the request log holds after a `restart`. */
  logged(): Promise<string>;
  /** Address of a real socket; listens at first use. */
  url(): Promise<string>;
  /** The official SDK on that socket. */
  sdk(options?: { apiKey?: string; headers?: Headers; maxRetries?: number }): Promise<OpenAI>;
  /** Lets time pass, as far as the cache is concerned. */
  pass(time: Ms): void;
  /** Stops and starts anew on the same data. */
  restart(env?: Record<string, string>): Promise<void>;
}

interface ChatInit {
  readonly headers?: Headers;
  readonly signal?: AbortSignal;
}

export interface Client {
  readonly namespace: string;
  /** Asks, reads the answer to its end, and waits until it is stored. */
  ask(body: string | object, headers?: Headers): Promise<Answered>;
  /** The same of another endpoint. */
  post(path: string, body: object, headers?: Headers): Promise<Answered>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface TestProxyOptions {
  readonly env?: Record<string, string>;
  readonly upstream?: UpstreamOptions;
  /** Another proxy, whose upstream this one calls too. */
  readonly beside?: TestProxy;
}

export const SECOND = 1000;
/** Without the model a proxy starts in a tenth of the time. */
export const EXACT_ONLY = { SEMANTIC_MODE: 'off' };
export const MODEL = 'gpt-4o-mini';

/** A question as the body of a request. */
export function chatBody(question: string, more: object = {}): object {
  return { model: MODEL, messages: [{ role: 'user', content: question }], ...more };
}

/** Something to wait for: until it is released, or the test is over. */
export function hold(): { readonly released: Promise<void>; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  onTestFinished(() => resolve());
  return { released: promise, release: resolve };
}

/** The whole program on a scripted upstream, a folder of its own and a clock of its own. */
export async function startProxy({
  env = {},
  upstream: options = {},
  beside,
}: TestProxyOptions = {}): Promise<TestProxy> {
  const scripts = new Map<string, Reply>();
  const upstream =
    beside?.upstream ?? (await startUpstream({ reply: (request) => scripted(scripts, request), ...options }));
  const dir = await mkdtemp(join(tmpdir(), 'llm-cache-proxy-'));
  let skipped = 0;
  const start = async (more: Record<string, string> = {}) => {
    const config = readConfig({
      UPSTREAMS: JSON.stringify([{ name: 'scripted', base_url: upstream.url, api_key: 'sk-upstream-secret' }]),
      DATA_DIR: join(dir, 'data'),
      LOG_PATH: join(dir, 'requests.log'),
      LOG_LEVEL: 'silent',
      PORT: '0',
      ADMIN_API_KEY: 'admin',
      // Both cores are busy while tests run: a late embedding must not turn a hit into a miss.
      EMBED_TIMEOUT_MS: '20000',
      VECTOR_TIMEOUT_MS: '20000',
      // A fault is scripted for one call; the tests that are about retries turn them on.
      UPSTREAM_RETRIES: '0',
      ...env,
      ...more,
    });
    return createServer(config, await build(config, () => Date.now() + skipped));
  };
  let server = await start();
  let listening: Promise<string> | undefined;

  const proxy: TestProxy = {
    upstream,
    dir,
    get routes() {
      return server.app.routes;
    },
    request: async (path, init) => server.app.request(path, init),
    chat: (body, { headers = {}, ...init } = {}) =>
      proxy.request('/v1/chat/completions', {
        ...init,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(typeof body === 'string' ? chatBody(body) : body),
      }),
    client(own = {}) {
      const namespace = randomUUID();
      const post: Client['post'] = async (path, body, headers) => {
        const response = await proxy.request(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-cache-namespace': namespace, ...own, ...headers },
          body: JSON.stringify(body),
        });
        const text = await response.text();
        await proxy.settled();
        return { status: response.status, headers: Object.fromEntries(response.headers), text };
      };
      const ask: Client['ask'] = (body, headers) =>
        post('/v1/chat/completions', typeof body === 'string' ? chatBody(body) : body, headers);
      return { namespace, ask, post };
    },
    admin: (path, body) =>
      proxy.request(`/admin${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
        body: JSON.stringify(body ?? {}),
      }),
    script: beside?.script ?? ((text, reply) => void scripts.set(text, reply)),
    calls: (text) => upstream.requests.filter((request) => request.text.includes(text)),
    metrics: async () => JSON.parse(await (await proxy.request('/api/metrics')).text()),
    async counter(name) {
      const text = await (await proxy.request('/metrics')).text();
      const line = text.split('\n').find((metric) => metric.startsWith(`llm_cache_${name} `));
      return Number(line?.split(' ').at(-1) ?? 0);
    },
    async settled() {
      // A turn of the loop each time: where nothing has to be asked for the metrics, they take none.
      while ((await proxy.metrics()).cache.flights > 0) await setImmediate();
    },
    logged: () => readFile(join(dir, 'requests.log'), 'utf8'),
    async url() {
      listening ??= server.listen().then(() => server.url);
      return await listening;
    },
    async sdk({ apiKey = 'client', headers = {}, maxRetries = 0 } = {}) {
      return new OpenAI({ baseURL: `${await proxy.url()}/v1`, apiKey, defaultHeaders: headers, maxRetries });
    },
    pass(time) {
      skipped += time;
    },
    async restart(more) {
      await server.drain();
      listening = undefined;
      server = await start(more);
    },
    async [Symbol.asyncDispose]() {
      await server.drain();
      if (!beside) await upstream.close();
      await rm(dir, { recursive: true });
    },
  };
  return proxy;
}

function scripted(scripts: ReadonlyMap<string, Reply>, request: Recorded) {
  const reply = [...scripts].find(([text]) => request.text.includes(text))?.[1];
  return typeof reply === 'function' ? reply(request) : reply;
}
