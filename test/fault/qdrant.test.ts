/** Qdrant in trouble: what is asked again in other words is a miss, everything else goes on. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type QdrantStub, startQdrantStub } from '../live/qdrant-stub.ts';
import { startProxy, type TestProxy } from '../proxy.ts';
import { becomesUnwell, becomesWell, expectDocumented, type Faults } from './faults.ts';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';

interface Context {
  readonly stub: QdrantStub;
  readonly line: LoopbackProxy;
  readonly proxy: TestProxy;
}

function newQuestion() {
  const thing = `part ${randomUUID().slice(0, 8)}`;
  return { plain: `How do I bake bread with ${thing}?`, reworded: `How can I bake bread with ${thing}?` };
}

async function tiersOf(proxy: TestProxy): Promise<unknown[]> {
  const { plain, reworded } = newQuestion();
  const { ask } = proxy.client();
  const answers = [await ask(plain), await ask(plain), await ask(reworded)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  return answers.map(({ headers }) => headers['x-cache-tier']);
}

function goesOut(strike: (context: Context) => unknown, mend: (context: Context) => unknown, error: RegExp) {
  return async (context: Context): Promise<void> => {
    const { proxy } = context;
    await expect.poll(() => tiersOf(proxy), { timeout: 5_000 }).toEqual(['upstream', 'memory', 'semantic']);
    const struckAt = Date.now();
    await strike(context);
    onTestFinished(async () => void (await mend(context)));
    const meanwhile = tiersOf(proxy);
    await becomesUnwell(proxy, 'qdrant', struckAt, error);
    expect(await meanwhile).toEqual(['upstream', 'memory', 'upstream']);
    const asked = context.stub.requests.filter(({ line }) => /points/.test(line)).length;
    expect(await tiersOf(proxy)).toEqual(['upstream', 'memory', 'upstream']);
    // Only probes reach it.
    expect(context.stub.requests.filter(({ line }) => /points/.test(line))).toHaveLength(asked);
    expect(await proxy.counter('errors_total{part="vector"}')).toBeGreaterThan(0);
    await mend(context);
    await becomesWell(proxy, 'qdrant');
    await expect.poll(() => tiersOf(proxy), { timeout: 5_000 }).toEqual(['upstream', 'memory', 'semantic']);
  };
}

const faults: Faults<Context> = {
  'refuses connections': goesOut(
    ({ line }) => line.refuse(),
    ({ line }) => line.accept(),
    /^cannot be reached \(ECONN/,
  ),
  'answers, but late': goesOut(
    ({ stub }) => {
      stub.slowness = 1_000;
    },
    ({ stub }) => {
      stub.slowness = 0;
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
  'answers 500': goesOut(
    ({ stub }) => {
      stub.broken = { status: 500, body: '{"status":{"error":"disk gone"}}' };
    },
    ({ stub }) => {
      stub.broken = null;
    },
    /^fails: Internal Server Error.*disk gone/,
  ),
  'answers garbage': goesOut(
    ({ stub }) => {
      stub.broken = { status: 200, body: '<html>Welcome to nginx!</html>' };
    },
    ({ stub }) => {
      stub.broken = null;
    },
    /^fails: /,
  ),
};

describe('Qdrant', () => {
  let stub: QdrantStub;
  let line: LoopbackProxy;
  let proxy: TestProxy;
  beforeAll(async () => {
    stub = await startQdrantStub();
    line = await startLoopbackProxy(Number(new URL(stub.url).port));
    proxy = await startProxy({ env: { QDRANT_URL: `http://127.0.0.1:${line.port}`, VECTOR_TIMEOUT_MS: '300' } });
  });
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await line?.[Symbol.asyncDispose]();
    await stub?.[Symbol.asyncDispose]();
  });

  test('these faults are documented', () => expectDocumented('Qdrant', faults));

  test.for(Object.entries(faults))('%s', ([, strike]) => strike({ stub, line, proxy }));
});
