/** The embedding endpoint in trouble: new wordings are misses, everything else goes on. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type EmbeddingServer, startEmbeddingServer } from '../embedding-server.ts';
import { startProxy, type TestProxy } from '../proxy.ts';
import { expectDocumented, type Faults, losesMeaning } from './faults.ts';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';

interface Context {
  readonly server: EmbeddingServer;
  readonly line: LoopbackProxy;
  readonly proxy: TestProxy;
}

type Act = (context: Context) => unknown;

const goesOut = (strike: Act, mend: Act, error: RegExp) =>
  losesMeaning<Context>(
    {
      service: 'embedding',
      part: 'embedding',
      countAsked: ({ server }) => server.received.filter(({ body }) => JSON.stringify(body)?.includes('bread')).length,
    },
    strike,
    mend,
    error,
  );

function scripted(status: number, body: unknown, error: RegExp) {
  return goesOut(
    ({ server }) => server.script('/embed', { status, body }),
    ({ server }) => server.script('/embed', null),
    error,
  );
}

const faults: Faults<Context> = {
  'refuses connections': goesOut(
    ({ line }) => line.refuse(),
    ({ line }) => line.accept(),
    /^cannot be reached/,
  ),
  'answers, but late': goesOut(
    ({ line }) => {
      line.line = { delay: 500 };
    },
    ({ line }) => {
      line.line = {};
    },
    /^does not answer in time$/,
  ),
  'is behind a dead line': goesOut(
    ({ line }) => {
      line.line = { dead: true };
    },
    ({ line }) => {
      line.line = {};
    },
    /^does not answer in time$/,
  ),
  'answers 500': scripted(500, { error: 'CUDA out of memory' }, /^answered 500$/),
  'answers 429': scripted(429, { error: 'overloaded' }, /^answered 429$/),
  'answers garbage': scripted(200, { welcome: 'to nginx' }, /^gave (an answer that is|no).* embedding/),
};

describe('the embedding endpoint', () => {
  let server: EmbeddingServer;
  let line: LoopbackProxy;
  let proxy: TestProxy;
  beforeAll(async () => {
    server = await startEmbeddingServer();
    line = await startLoopbackProxy(Number(new URL(server.url).port));
    const url = `http://127.0.0.1:${line.port}/embed`;
    proxy = await startProxy({ env: { EMBEDDING_URL: url, EMBED_TIMEOUT_MS: '300' } });
  });
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await line?.[Symbol.asyncDispose]();
    await server?.close();
  });

  test('these faults are documented', () => expectDocumented('the embedding endpoint', faults));

  test.for(Object.entries(faults))('%s', ([, strike]) => strike({ server, line, proxy }));
});
