import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddingServer, startEmbeddingServer } from '../../test/embedding-server.ts';
import { createRemoteEmbedder } from './remote.ts';
import { countAtMost } from './remote-tokens.ts';

const never = new AbortController().signal;
const token = 'hf_secretsecretsecret';

let server: EmbeddingServer;
beforeEach(async () => {
  server = await startEmbeddingServer();
});
afterEach(() => server.close());

/** What rejected, with all that a log could show of it. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const failure = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(Error);
  return inspect(failure, { depth: 10, showHidden: true });
}

describe('a text-embeddings-inference server', () => {
  test('names its model and window, and counts the tokens', async () => {
    const embedder = await createRemoteEmbedder({ url: server.url });
    expect(embedder).toMatchObject({ id: 'test_words-abcdef01-256', dimensions: 256, window: 128 });
    expect(await embedder.embed('one two three', never)).toMatchObject({ tokens: 3, unknown: 0 });
    expect(await embedder.embed('one 二 three', never)).toMatchObject({ tokens: 3, unknown: 1 });
  });

  test.each(['', '/', '/embed', '/embed/'])('is found by its address with %j', async (path) => {
    const embedder = await createRemoteEmbedder({ url: `${server.url}${path}` });
    expect(embedder.window).toBe(128);
  });

  test('gets the token with every request, and the text as it is', async () => {
    const embedder = await createRemoteEmbedder({ url: server.url, token });
    await embedder.embed('What  is a "Quasar"?', never);
    expect(new Set(server.received.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${token}`]));
    expect(server.received.at(-1)?.body ?? server.received.at(-2)?.body).toMatchObject({
      inputs: 'What  is a "Quasar"?',
    });
    expect(server.received.find(({ path }) => path === '/')?.body).toMatchObject({ truncate: false });
  });

  test('is not asked to embed what is past the window', async () => {
    const embedder = await createRemoteEmbedder({ url: server.url });
    const before = server.received.filter(({ path }) => path === '/').length;
    expect(await embedder.embed('word '.repeat(129), never)).toMatchObject({ tokens: 129, vector: { length: 0 } });
    expect(server.received.filter(({ path }) => path === '/')).toHaveLength(before);
    expect(await embedder.embed('word '.repeat(128), never)).toMatchObject({ tokens: 128, vector: { length: 256 } });
  });

  test('that redirects is not followed', async () => {
    const elsewhere = await startEmbeddingServer();
    const embedder = await createRemoteEmbedder({ url: server.url, token });
    for (const path of ['/', '/tokenize']) {
      server.script(path, { status: 307, body: {}, headers: { location: `${elsewhere.url}${path}` } });
    }
    expect(await failureOf(embedder.embed('question', never))).toContain('cannot be reached');
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });
});

describe('an endpoint without /info and /tokenize', () => {
  beforeEach(() => {
    server.script('/info', { status: 404, body: {} });
    server.script('/tokenize', { status: 405, body: {} });
  });

  test('is named by a hash of its address, and its tokens are estimated on the high side', async () => {
    const embedder = await createRemoteEmbedder({ url: server.url });
    expect(embedder.id).toMatch(/^remote-[0-9a-f]{8}-256$/);
    expect(embedder.window).toBe(256);
    const { tokens } = await embedder.embed('What is the capital of France?', never);
    expect(tokens).toBe(countAtMost('What is the capital of France?'));
    expect(tokens).toBeGreaterThanOrEqual(9);
    expect(await embedder.embed('word '.repeat(200), never)).toMatchObject({ vector: { length: 0 } });
  });

  test('to which unknown characters look alike: they count as unknown', async () => {
    const embedder = await createRemoteEmbedder({ url: server.url });
    expect((await embedder.embed('What does 犬 mean? 🙂', never)).unknown).toBe(2);
    expect((await embedder.embed('Où est la bibliothèque – « ici » ?', never)).unknown).toBe(0);
  });

  test('takes the window it is told', async () => {
    expect((await createRemoteEmbedder({ url: server.url, window: 512 })).window).toBe(512);
  });

  test.each([
    ['a flat list', [3, 4], [0.6, 0.8]],
    ['a list in a list', [[3, 4]], [0.6, 0.8]],
  ])('may answer with %s', async (_name, body, expected) => {
    server.script('/', { status: 200, body });
    const { vector } = await (await createRemoteEmbedder({ url: server.url })).embed('x', never);
    expect([...vector].map((value) => Number(value.toFixed(4)))).toEqual(expected);
  });

  test.each([
    [
      'the states of tokens',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'the states of tokens in a batch',
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    ['nothing', []],
    ['words', [['a', 'b']]],
    ['an object', { embedding: [1, 2] }],
    ['nulls', [[null, null]]],
    ['zeros', [[0, 0]]],
  ])('is refused when it answers with %s', async (_name, body) => {
    server.script('/', { status: 200, body });
    await expect(createRemoteEmbedder({ url: server.url })).rejects.toThrow(
      /is no embedding|no sentence embedding|without a direction/,
    );
  });
});

describe('failures', () => {
  test.each([401, 403, 429, 500, 503])('%d is said, once and without the token', async (status) => {
    const embedder = await createRemoteEmbedder({ url: server.url, token });
    const asked = server.received.length;
    for (const path of ['/', '/tokenize']) server.script(path, { status, body: { error: `bad ${token}` } });
    const failure = await failureOf(embedder.embed('question', never));
    expect(failure).toContain(`answered ${status}`);
    expect(failure).not.toContain('secret');
    expect(server.received.length - asked).toBeLessThanOrEqual(2);
  });

  test('at the start are said, and another start goes well', async () => {
    server.script('/info', { status: 503, body: {} });
    await expect(createRemoteEmbedder({ url: server.url, token })).rejects.toThrow('answered 503');
    server.script('/info', null);
    expect((await createRemoteEmbedder({ url: server.url, token })).window).toBe(128);
  });

  test('nobody there: no address and no token in the error', async () => {
    const gone = await startEmbeddingServer();
    await gone.close();
    const failure = await failureOf(createRemoteEmbedder({ url: gone.url, token }));
    expect(failure).toContain('cannot be reached (ECONNREFUSED)');
    expect(failure).not.toContain('127.0.0.1');
    expect(failure).not.toContain('secret');
  });

  test('a token that is no header does not show', async () => {
    const failure = await failureOf(createRemoteEmbedder({ url: server.url, token: `${token}\nx` }));
    expect(failure).not.toContain('secret');
  });

  test('other dimensions than at the start', async () => {
    const embedder = await createRemoteEmbedder({ url: server.url });
    server.script('/', { status: 200, body: [[1, 0, 0]] });
    await expect(embedder.embed('question', never)).rejects.toThrow('gave 3 dimensions instead of 256');
  });

  test('an aborted signal ends the request', async () => {
    const embedder = await createRemoteEmbedder({ url: server.url });
    const controller = new AbortController();
    const embedding = embedder.embed('question', controller.signal);
    controller.abort(new Error('too slow'));
    await expect(embedding).rejects.toThrow('too slow');
  });
});
