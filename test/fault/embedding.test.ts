/** The embedding endpoint in trouble: new wordings are misses, everything else goes on. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type EmbeddingServer, startEmbeddingServer } from '../embedding-server.ts';
import { startProxy, type TestProxy } from '../proxy.ts';
import { becomesUnwell, becomesWell, expectDocumented, type Faults } from './faults.ts';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';

interface Context {
  readonly server: EmbeddingServer;
  readonly line: LoopbackProxy;
  readonly proxy: TestProxy;
}

/** A question, the same again, and the same in other words. */
async function tiersOf(proxy: TestProxy): Promise<unknown[]> {
  const thing = `part ${randomUUID().slice(0, 8)}`;
  const { ask } = proxy.client();
  const plain = `How do I bake bread with ${thing}?`;
  const answers = [await ask(plain), await ask(plain), await ask(`how do i bake bread with ${thing}, please?`)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  return answers.map(({ headers }) => headers['x-cache-tier']);
}

function goesOut(strike: (context: Context) => unknown, mend: (context: Context) => unknown, error: RegExp) {
  return async (context: Context): Promise<void> => {
    const { proxy, server } = context;
    await expect.poll(() => tiersOf(proxy), { timeout: 5_000 }).toEqual(['upstream', 'memory', 'semantic']);
    const struckAt = Date.now();
    await strike(context);
    onTestFinished(async () => void (await mend(context)));
    const meanwhile = tiersOf(proxy);
    await becomesUnwell(proxy, 'embedding', struckAt, error);
    expect(await meanwhile).toEqual(['upstream', 'memory', 'upstream']);
    const asked = () => server.received.filter(({ body }) => JSON.stringify(body)?.includes('bread')).length;
    const before = asked();
    expect(await tiersOf(proxy)).toEqual(['upstream', 'memory', 'upstream']);
    // Only probes reach it.
    expect(asked()).toBe(before);
    expect(await proxy.counter('errors_total{part="embedding"}')).toBeGreaterThan(0);
    await mend(context);
    await becomesWell(proxy, 'embedding');
    await expect.poll(() => tiersOf(proxy), { timeout: 5_000 }).toEqual(['upstream', 'memory', 'semantic']);
  };
}

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
