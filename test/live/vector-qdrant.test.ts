import { randomUUID } from 'node:crypto';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openQdrantIndex } from '../../src/store/vector/qdrant.ts';
import { describeVectorIndex } from '../contract/vector-index.ts';
import { newKey, newPoint, normalised } from '../stored.ts';
import { type QdrantStub, startQdrantStub } from './qdrant-stub.ts';

const { QDRANT_URL, QDRANT_API_KEY } = process.env;
if (!QDRANT_URL) console.warn('QDRANT_URL is not set: the suites that need a real Qdrant are skipped');

/** Collections of this run, so that it can remove them. */
const run = `test-${randomUUID()}`;
const newCollection = () => `${run}-${randomUUID()}`;

type Options = Partial<Parameters<typeof openQdrantIndex>[0]>;

/** An index on a collection that nobody else has. */
function open(url: string, options: Options = {}) {
  return openQdrantIndex({
    url,
    apiKey: QDRANT_API_KEY,
    collection: newCollection(),
    embedder: 'test/model',
    dimensions: 4,
    home: async () => 'home',
    timeout: 10_000,
    ...options,
  });
}

describe.skipIf(!QDRANT_URL)('on a real Qdrant', () => {
  const url = QDRANT_URL ?? '';
  afterAll(async () => {
    const client = new QdrantClient({
      url,
      checkCompatibility: false,
      ...(QDRANT_API_KEY && { apiKey: QDRANT_API_KEY }),
    });
    const { collections } = await client.getCollections();
    for (const { name } of collections) if (name.startsWith(run)) await client.deleteCollection(name);
  });
  describeVectorIndex('the Qdrant index', {
    open: async (dimensions, now) => open(url, { dimensions, now }),
  });
  describeQdrant((options) => open(url, options));
});

describe('on a stand-in for Qdrant', () => {
  let stub: QdrantStub;
  beforeAll(async () => {
    stub = await startQdrantStub();
  });
  afterAll(() => stub[Symbol.asyncDispose]());

  describeVectorIndex('the Qdrant index', { open: async (dimensions, now) => open(stub.url, { dimensions, now }) });
  describeQdrant((options) => open(stub.url, options));

  test('the key is sent, and so is what comes before the path', async () => {
    const index = open(`${stub.url}/behind/a/proxy/`, { apiKey: 'secret' });
    await expect(index.size()).rejects.toThrow();
    await index.close();
    expect(stub.requests.at(-1)).toMatchObject({
      line: expect.stringMatching(/^GET \/behind\/a\/proxy\/collections\//),
      apiKey: 'secret',
    });
  });

  test('points go in batches, which nobody waits for to be visible', async () => {
    const index = open(stub.url);
    await index.flush();
    const from = stub.requests.length;
    const points = Array.from({ length: 300 }, (_, n) => newPoint(Date.now(), { vector: normalised([1, n, 0, 0]) }));
    await Promise.all(points.map((point) => index.add([point])));
    const upserts = stub.requests.slice(from).filter(({ line }) => line.startsWith('PUT'));
    expect(upserts.length).toBeLessThanOrEqual(3);
    expect(upserts.filter(({ line }) => line.includes('wait=false'))).toHaveLength(upserts.length);
    await index.flush();
    expect(await index.size()).toBe(300);
    await index.close();
  });

  test('a Qdrant that is late costs one time-out, and is asked again when it answers', async () => {
    const index = open(stub.url, { timeout: 100 });
    await index.flush();
    stub.slowness = 1_000;
    onTestFinished(() => {
      stub.slowness = 0;
    });
    await expect(index.hasScope('a')).rejects.toThrow('did not answer within 100 ms');
    await expect(index.nearest(normalised([1, 0, 0, 0]), { scope: 'a' }, 1)).rejects.toThrow('does not answer');
    stub.slowness = 0;
    await expect.poll(() => index.hasScope('a').catch(() => null), { timeout: 5_000 }).toBe(false);
    await index.close();
  });

  test('a collection that is gone is made anew', async () => {
    const collection = newCollection();
    const index = open(stub.url, { collection });
    await index.flush();
    const name = [...stub.collections.keys()].find((known) => known.startsWith(collection)) ?? '';
    await new QdrantClient({ url: stub.url, checkCompatibility: false }).deleteCollection(name);
    await expect(index.size()).rejects.toThrow("doesn't exist");
    expect(await index.size()).toBe(0);
    await index.close();
  });
});

test('nobody there: it says so, and does not wait', async () => {
  const index = open('http://127.0.0.1:1', { timeout: 5_000 });
  await expect(index.hasScope('a')).rejects.toThrow();
  await expect(index.add([newPoint(Date.now(), { vector: normalised([1, 0, 0, 0]) })])).rejects.toThrow();
  await index.close();
});

/** What is beyond the contract of every index. */
function describeQdrant(openOne: (options: Options) => ReturnType<typeof openQdrantIndex>): void {
  const east = normalised([1, 0, 0, 0]);

  test('many that make the collection at once do not fail', async () => {
    const collection = newCollection();
    const indexes = Array.from({ length: 6 }, () => openOne({ collection }));
    await Promise.all(indexes.map((index) => index.add([newPoint(Date.now(), { vector: east })])));
    for (const index of indexes) await index.flush();
    expect(await indexes[0]?.size()).toBe(6);
    for (const index of indexes) await index.close();
  });

  test('a collection of other vectors is refused, by name', async () => {
    const collection = newCollection();
    const [four, three] = [openOne({ collection }), openOne({ collection, dimensions: 3 })];
    await four.flush();
    await expect(three.size()).rejects.toThrow(/QDRANT_COLLECTION: test-.* is there already/);
    await four.close();
    await three.close();
  });

  test('two models never meet', async () => {
    const collection = newCollection();
    const [one, other] = [openOne({ collection, embedder: 'a/b' }), openOne({ collection, embedder: 'a-b' })];
    await one.add([newPoint(Date.now(), { vector: east })]);
    await one.flush();
    expect([await one.size(), await other.size()]).toEqual([1, 0]);
    await one.close();
    await other.close();
  });

  test('points of another home are neither found nor removed', async () => {
    const collection = newCollection();
    let home = 'first';
    let time = Date.now();
    const index = openOne({ collection, home: async () => home, now: () => time });
    const key = newKey();
    await index.add([newPoint(time, { key, vector: east })]);
    await index.flush();
    expect(await index.hasScope('scope')).toBe(true);

    // The home is another one from now on, which the index learns when it matters: before it removes anything.
    home = 'second';
    await index.delete([key]);
    expect(await index.hasScope('scope')).toBe(false);
    expect(await index.nearest(east, { scope: 'scope' }, 5)).toEqual([]);
    expect(await index.clear()).toBe(0);
    await index.add([newPoint(time, { key, vector: east, question: 'of the second' })]);
    await index.flush();
    expect(await index.nearest(east, { scope: 'scope' }, 5)).toMatchObject([{ question: 'of the second' }]);

    home = 'first';
    time += 10_000;
    expect(await index.nearest(east, { scope: 'scope' }, 5)).toMatchObject([{ key, question: 'How do I bake bread?' }]);
    await index.close();
  });

  test('what has expired is swept away, whose home it ever was', async () => {
    const collection = newCollection();
    let time = Date.now();
    const [index, later] = [
      openOne({ collection, home: async () => 'gone', now: () => time }),
      openOne({ collection, now: () => time, sweepEvery: 20 }),
    ];
    await index.add([
      newPoint(time, { vector: east, deleteAt: time + 1_000 }),
      newPoint(time, { vector: east, deleteAt: time + 5_000 }),
    ]);
    await index.flush();
    time += 1_000;
    const start = time;
    await expect
      .poll(
        async () => {
          // By a clock that stands still again nothing has expired: what is not counted is gone.
          time = start - 500;
          const size = await index.size();
          time = start;
          return size;
        },
        { timeout: 5_000 },
      )
      .toBe(1);
    await index.close();
    await later.close();
  });
}
