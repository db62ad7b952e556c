import { createServer as createHttpServer, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import packageJson from '../package.json' with { type: 'json' };
import { createApp } from './api/app.ts';
import { createMalformedHandler } from './api/error.ts';
import type { CacheProxy } from './build.ts';
import type { Config } from './config.ts';
import type { AppError } from './errors.ts';

/** Longer than a load balancer's idle time, which would otherwise reuse a connection that is being closed. */
const KEEP_ALIVE = 75_000;
/** For a whole request, its body too: an import is one, however many entries it brings. Node's own limit is 5 minutes. */
const REQUEST_TIMEOUT = 60 * 60_000;
const IDLE_CHECK = 50;

export interface ProxyServer {
  readonly app: ReturnType<typeof createApp>;
  /** Resolves to what the operator is told. Rejects when the port cannot be listened on. */
  listen(): Promise<string>;
  /** The address once it listens. */
  readonly url: string;
  /** Takes nothing new, lets what is under way finish, and writes what was stored. */
  drain(): Promise<void>;
}

/** The program over HTTP. */
export function createServer(config: Config, proxy: CacheProxy): ProxyServer {
  let draining = false;
  function onFailure(error: AppError, requestId: string): void {
    if (error.status === 500) proxy.log.error({ err: error, requestId }, 'internal error');
    else proxy.log.warn({ requestId, code: error.code, cause: String(error.cause) }, error.message);
  }
  const app = createApp(proxy, {
    clientKeys: clientKeys(config),
    shared: config.CACHE_SHARED,
    adminKey: config.ADMIN_API_KEY,
    corsOrigins: config.CORS_ORIGINS,
    maxBodyBytes: config.MAX_BODY_BYTES,
    passthrough: {
      routes: config.PASSTHROUGH,
      maxBytes: config.MAX_PASSTHROUGH_BYTES,
      trusted: new Set(config.TRUSTED_CLIENTS),
    },
    version: packageJson.version,
    isDraining: () => draining,
    onFailure,
  });
  const listener = getRequestListener(app.fetch, {
    errorHandler: createMalformedHandler(onFailure),
    // Of one who speaks HTTP/1.0, as health checks of load balancers do, and names no host.
    hostname: 'localhost',
  });
  const server = createHttpServer({ keepAliveTimeout: KEEP_ALIVE, requestTimeout: REQUEST_TIMEOUT }, listener);
  server.on('request', (_, response: ServerResponse) => {
    proxy.serving.begin();
    response.once('close', proxy.serving.end);
  });

  return {
    app,
    get url() {
      return urlOf(server, config);
    },
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.PORT, config.HOST, () => resolve(banner(config, proxy, urlOf(server, config))));
      }),
    async drain() {
      draining = true;
      const closed = new Promise((resolve) => server.close(resolve));
      const late = new Promise((resolve) => setTimeout(resolve, config.SHUTDOWN_TIMEOUT_MS).unref());
      // A connection that was busy stays open when it is done, for a next request.
      const closing = setInterval(() => server.closeIdleConnections(), IDLE_CHECK);
      await Promise.race([closed, late]);
      clearInterval(closing);
      server.closeAllConnections();
      await proxy.close(late);
    },
  };
}

function clientKeys(config: Config): ReadonlyMap<string, string> | undefined {
  const { PROXY_API_KEYS: listed, PROXY_API_KEYS_FILE: filed } = config;
  return listed || filed ? new Map([...(listed ?? []), ...(filed ?? [])]) : undefined;
}

function urlOf(server: Server, { HOST, PORT }: Config): string {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : PORT;
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
}

function banner(config: Config, proxy: CacheProxy, url: string): string {
  const { stores, semantic, upstreams } = proxy.describe();
  const lines = [
    `llm-cache-proxy ${packageJson.version} on ${url}/v1`,
    `  stores     ${stores}`,
    `  semantic   ${semantic}`,
    `  upstreams  ${upstreams || 'none: set GROQ_API_KEY, OPENROUTER_API_KEY, OPENAI_API_KEY or UPSTREAMS'}`,
    `  dashboard  ${url}/dashboard`,
  ];
  const isPublic = !/^(127\.|localhost$|::1$)/.test(config.HOST);
  if (isPublic && !clientKeys(config)) {
    lines.push(`  WARNING    everybody who reaches ${config.HOST} may spend your keys: set PROXY_API_KEYS`);
  }
  return lines.join('\n');
}
