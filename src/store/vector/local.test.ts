import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { cosine, newFolder, newPoint, normalised } from '../../../test/stored.ts';
import type { Ms, Point, VectorIndex } from '../../types.ts';
import { openLocalIndex } from './local.ts';

type Options = Parameters<typeof openLocalIndex>[0];

/** An index that is closed when the test is over. */
async function open(options: Partial<Options> = {}): Promise<VectorIndex> {
  const index = await openLocalIndex({
    dir: newFolder(),
    embedder: 'test',
    dimensions: 8,
    maxPoints: 100_000,
    maxResidentBytes: 2 ** 24,
    onNotice: unexpected,
    onError: unexpected,
    ...options,
  });
  onTestFinished(() => index.close());
  return index;
}

function unexpected(what: unknown): void {
  throw new Error('Not expected in this test', { cause: what });
}

/** A sequence that is the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

function newVector(next: () => number, dimensions: number): Float32Array {
  return normalised(Array.from({ length: dimensions }, next));
}

test('past its bound the oldest points go', async () => {
  const index = await open({ maxPoints: 10 });
  const next = numbers(1);
  const points = Array.from({ length: 25 }, (_, at) =>
    newPoint(Date.now(), { key: `${at}`, scope: at < 20 ? 'a' : 'b', vector: newVector(next, 8) }),
  );
  await index.add(points.slice(0, 10));
  await index.add([{ ...points[3]!, question: 'stored anew' }]);
  await index.add(points.slice(10, 12));
  const keysOf = async (scope: string) =>
    (await index.nearest(points[0]!.vector, { scope }, 100)).map((near) => Number(near.key)).sort((a, b) => a - b);
  expect(await keysOf('a')).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  await index.add(points.slice(12));
  expect(await index.size()).toBe(10);
  expect(await keysOf('a')).toEqual([15, 16, 17, 18, 19]);
  expect(await keysOf('b')).toEqual([20, 21, 22, 23, 24]);
});

test('what has expired is swept, unasked, and its scope with it', async () => {
  let time = Date.now();
  const index = await open({ now: () => time });
  const vector = newVector(numbers(1), 8);
  await index.add([newPoint(time, { vector, scope: 'short', deleteAt: time + 1_000 })]);
  await index.add([newPoint(time, { vector, scope: 'long' })]);
  time += 1_000;
  expect(await index.size()).toBe(1);
  await vi.waitFor(async () => expect(await index.hasScope('short')).toBe(false), { timeout: 10_000, interval: 100 });
  expect(await index.hasScope('long')).toBe(true);
});

test.for([
  ['one namespace', 'team'],
  ['all', undefined],
] as const)('a clear of many, of %s: others are answered meanwhile, and what is added stays', async ([, namespace]) => {
  const index = await open();
  const next = numbers(1);
  const points = Array.from({ length: 5_000 }, () =>
    newPoint(Date.now(), { scope: 'many', namespace: 'team/a', vector: newVector(next, 8) }),
  );
  await index.add(points);
  let isDone = false;
  const cleared = index.clear(namespace).finally(() => {
    isDone = true;
  });
  const added = newPoint(Date.now(), { scope: 'many', namespace: 'team/a', vector: newVector(next, 8) });
  await index.add([added]);
  expect(await index.hasScope('many')).toBe(true);
  expect(isDone).toBe(false);
  expect(await cleared).toBe(5_000);
  expect((await index.nearest(added.vector, { scope: 'many' }, 10)).map(({ key }) => key)).toEqual([added.key]);
  expect(await index.size()).toBe(1);
});

/**
 * Scopes of all sizes, far more than fit in memory, searched and changed in turn: partitions are loaded, grow, shrink,
 * are evicted and are read from the file, and none of that shows.
 */
test.for([1, 40_000, 200_000, 2 ** 24])(
  'with %i bytes in memory every scope is searched right',
  async (maxResidentBytes) => {
    const dimensions = 24;
    const index = await open({ dimensions, maxResidentBytes });
    const next = numbers(maxResidentBytes);
    const sizes = [1, 15, 16, 17, 33, 250, 700];
    const all = new Map<string, Point>();
    const addOne = (scope: string, key: string) => {
      const point = newPoint(Date.now(), { key, scope, vector: newVector(next, dimensions) });
      all.set(key, point);
      return point;
    };
    await index.add(
      sizes.flatMap((size) => Array.from({ length: size }, (_, at) => addOne(`scope-${size}`, `${size}-${at}`))),
    );
    const check = async (size: number) => {
      const query = newVector(next, dimensions);
      const points = [...all.values()].filter((point) => point.scope === `scope-${size}`);
      const best = points.map((point) => cosine(query, point.vector)).sort((a, b) => b - a);
      const found = await index.nearest(query, { scope: `scope-${size}` }, 5);
      expect(found).toHaveLength(Math.min(5, points.length));
      for (const [place, near] of found.entries()) {
        expect(all.get(near.key)?.scope).toBe(`scope-${size}`);
        expect(Math.abs(near.similarity - cosine(query, all.get(near.key)!.vector))).toBeLessThan(1e-3);
        expect(Math.abs(near.similarity - best[place]!)).toBeLessThan(1e-3);
      }
    };
    for (let round = 0; round < 40; round += 1) {
      for (const size of sizes) await check(size);
      const size = sizes[round % sizes.length]!;
      await index.add(Array.from({ length: 9 }, (_, at) => addOne(`scope-${size}`, `new-${round}-${at}`)));
      await check(size);
      const gone = [...all.keys()].filter((key) => key.startsWith(`${size}-`)).slice(0, 7);
      await index.delete(gone);
      for (const key of gone) all.delete(key);
      await check(size);
    }
    expect(await index.size()).toBe(all.size);
  },
);

test('a vector that is a view of a larger buffer is taken alone', async () => {
  const index = await open();
  const whole = new Float32Array(80).fill(9);
  const vector = newVector(numbers(3), 8);
  whole.set(vector, 16);
  await index.add([newPoint(Date.now(), { key: 'a', vector: whole.subarray(16, 24) })]);
  const [near] = await index.nearest(whole.subarray(16, 24), { scope: 'scope' }, 1);
  expect(near).toMatchObject({ key: 'a', similarity: expect.closeTo(1, 3) });
});

test('points are there after a close, and the index of another embedder is another', async () => {
  const dir = newFolder();
  const vector = newVector(numbers(2), 8);
  const first = await open({ dir, embedder: 'BAAI/bge small' });
  await first.add([newPoint(Date.now(), { key: 'a', vector, question: 'Why?' })]);
  await first.close();

  const other = await open({ dir, embedder: 'BAAI-bge-small' });
  expect(await other.size()).toBe(0);
  const wider = await open({ dir, embedder: 'BAAI/bge small', dimensions: 9 });
  expect(await wider.size()).toBe(0);

  const second = await open({ dir, embedder: 'BAAI/bge small' });
  expect(await second.hasScope('scope')).toBe(true);
  expect(await second.nearest(vector, { scope: 'scope' }, 1)).toEqual([
    { key: 'a', question: 'Why?', similarity: expect.closeTo(1, 3) },
  ]);
  for (const name of readdirSync(dir)) expect(name).toMatch(/^vectors-BAAI-bge-small[-.a-z0-9]*$/);
});

test('points are there after a kill -9, all but at most those of the last second, and right', async () => {
  const dir = newFolder();
  const program = join(dir, 'program.mjs');
  writeFileSync(
    program,
    `
    import { setTimeout } from 'node:timers/promises';
    import { openLocalIndex } from ${JSON.stringify(import.meta.resolve('./local.ts'))};
    const index = await openLocalIndex({
      dir: ${JSON.stringify(dir)}, embedder: 'test', dimensions: 8, maxPoints: 1e6, maxResidentBytes: 1e6,
    });
    for (let at = 0; ; at += 1) {
      const vector = new Float32Array(8);
      vector[at % 8] = 1;
      const key = String(at);
      await index.add([{ key, scope: key, namespace: 'n', question: 'q' + at, vector, deleteAt: Date.now() + 1e6 }]);
      process.stdout.write(at + ' ' + Date.now() + '\\n');
      await setTimeout(2);
    }`,
  );
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const stored: Ms[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    stored.push(Number(line.split(' ')[1]));
    if (stored.at(-1)! - stored[0]! > 1_600) break;
  }
  const killedAt = Date.now();
  child.kill('SIGKILL');
  await once(child, 'exit');

  const index = await open({ dir });
  const sure = stored.filter((at) => at < killedAt - 1_000).length;
  expect(sure).toBeGreaterThan(100);
  // Every seventh, and all of those that may be missing.
  const asked = stored.flatMap((_, at) => (at % 7 === 0 || at >= sure - 1 ? [at] : []));
  for (const at of asked) {
    const vector = new Float32Array(8);
    vector[at % 8] = 1;
    const found = await index.nearest(vector, { scope: `${at}` }, 1);
    if (at < sure || found.length > 0) expect(found).toEqual([{ key: `${at}`, question: `q${at}`, similarity: 1 }]);
  }
});

test('a damaged file is set aside', async () => {
  const dir = newFolder();
  writeFileSync(join(dir, 'vectors-test-8.db'), 'no database '.repeat(1_000));
  const onNotice = vi.fn();
  const index = await open({ dir, onNotice });
  expect(onNotice).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('set aside'));
  expect(await index.size()).toBe(0);
});

test('a file damaged while it is in use is set aside, and the index starts anew', async () => {
  const dir = newFolder();
  const onError = vi.fn();
  const onNotice = vi.fn();
  const index = await open({ dir, dimensions: 2_000, maxResidentBytes: 1, onError, onNotice });
  const next = numbers(5);
  const points = Array.from({ length: 3_000 }, () => newPoint(Date.now(), { vector: newVector(next, 2_000) }));
  await index.add(points);
  await index.flush();
  const file = join(dir, 'vectors-test-2000.db');
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(statSync(file).size - 4_096, 0xa5), 0, undefined, 4_096);
  closeSync(descriptor);
  const query = points[0]!.vector;
  await expect(index.nearest(query, { scope: 'scope' }, 1)).rejects.toThrow('was set aside');
  await vi.waitFor(() => index.add([points[0]!]), { timeout: 10_000, interval: 100 });
  expect(await index.nearest(query, { scope: 'scope' }, 5)).toMatchObject([{ key: points[0]!.key }]);
  expect(onError).toHaveBeenCalled();
});

test('a second owner is refused by name; an index in memory has none', async () => {
  const dir = newFolder();
  await open({ dir });
  await expect(open({ dir })).rejects.toMatchObject({
    param: 'DATA_DIR',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await open({ dir: null });
  await open({ dir: null });
});
