/** Qdrant in trouble: what is asked again in other words is a miss, everything else goes on. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type QdrantStub, startQdrantStub } from '../live/qdrant-stub.ts';
import { startProxy, type TestProxy } from '../proxy.ts';
import { expectDocumented, type Faults, losesMeaning } from './faults.ts';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';

interface Context {
  readonly stub: QdrantStub;
  readonly line: LoopbackProxy;
  readonly proxy: TestProxy;
}

type Act = (context: Context) => unknown;

const goesOut = (strike: Act, mend: Act, error: RegExp) =>
  losesMeaning<Context>(
    {
      service: 'qdrant',
      part: 'vector',
      countAsked: ({ stub }) => stub.requests.filter(({ line }) => /points/.test(line)).length,
    },
    strike,
    mend,
    error,
  );

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
