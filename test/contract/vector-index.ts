/** The contract of `VectorIndex`: every implementation joins with one line. */

import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Ms, Point, VectorIndex } from '../../src/types.ts';
import { cosine, newPoint, normalised } from '../stored.ts';

interface VectorIndexImplementation {
  /** An index that holds nothing, and is shared with nothing. */
  open(dimensions: number, now: () => Ms): Promise<VectorIndex>;
}

/** How far a cosine may be from the one computed in doubles: the vectors may be kept as f16. */
const PRECISION = 2e-3;

export function describeVectorIndex(name: string, { open }: VectorIndexImplementation): void {
  describe(`${name} is a VectorIndex`, () => {
    let time: Ms;
    let index: VectorIndex | undefined;

    async function opened(dimensions: number): Promise<VectorIndex> {
      time = Date.now();
      index = await open(dimensions, () => time);
      return index;
    }

    /** Adds, and waits until it can be found: an implementation may take its time about that. */
    async function add(index: VectorIndex, points: readonly Point[]): Promise<void> {
      await index.add(points);
      await index.flush();
    }

    const point = (point: Partial<Point> & Pick<Point, 'vector'>) => newPoint(time, point);
    const east = normalised([1, 0, 0, 0]);
    const north = normalised([0, 1, 0, 0]);
    const northEast = normalised([1, 1, 0, 0]);

    afterEach(async () => {
      await index?.close();
      index = undefined;
    });

    test('an empty index has no scope and finds nothing', async () => {
      const index = await opened(4);
      expect(await index.hasScope('scope')).toBe(false);
      expect(await index.nearest(east, { scope: 'scope' }, 5)).toEqual([]);
      expect(await index.nearest(east, { namespace: 'default' }, 5)).toEqual([]);
      expect(await index.size()).toBe(0);
    });

    test('the nearest come first, with key, question and cosine', async () => {
      const index = await opened(4);
      const points = [
        point({ vector: north, question: 'north' }),
        point({ vector: east, question: 'öst 日本' }),
        point({ vector: normalised([-1, 0, 0, 0]) }),
      ];
      await add(index, points);
      expect(await index.hasScope('scope')).toBe(true);
      const near = await index.nearest(normalised([2, 1, 0, 0]), { scope: 'scope' }, 2);
      expect(near).toEqual([
        { key: points[1]!.key, question: 'öst 日本', similarity: expect.closeTo(2 / Math.sqrt(5), 3) },
        { key: points[0]!.key, question: 'north', similarity: expect.closeTo(1 / Math.sqrt(5), 3) },
      ]);
      expect(await index.nearest(east, { scope: 'scope' }, 10)).toHaveLength(3);
    });

    test('scopes and namespaces are kept apart', async () => {
      const index = await opened(4);
      const mine = point({ vector: east, scope: 'a', namespace: 'mine' });
      const also = point({ vector: northEast, scope: 'b', namespace: 'mine' });
      const theirs = point({ vector: east, scope: 'c', namespace: 'theirs' });
      await add(index, [mine, also, theirs]);
      const keys = async (where: { scope: string } | { namespace: string }) =>
        (await index.nearest(east, where, 10)).map((near) => near.key);
      expect(await keys({ scope: 'a' })).toEqual([mine.key]);
      expect(await keys({ scope: 'c' })).toEqual([theirs.key]);
      expect(await keys({ namespace: 'mine' })).toEqual([mine.key, also.key]);
      expect(await keys({ namespace: 'a' })).toEqual([]);
    });

    test('a point of the same key is replaced, in another scope too', async () => {
      const index = await opened(4);
      const first = point({ vector: east });
      await add(index, [first]);
      await add(index, [{ ...first, vector: north, question: 'anew' }]);
      expect(await index.size()).toBe(1);
      expect(await index.nearest(north, { scope: 'scope' }, 5)).toEqual([
        { key: first.key, question: 'anew', similarity: expect.closeTo(1, 3) },
      ]);
      await add(index, [{ ...first, scope: 'elsewhere' }]);
      expect(await index.hasScope('scope')).toBe(false);
      expect(await index.nearest(east, { scope: 'scope' }, 5)).toEqual([]);
      expect(await index.nearest(east, { scope: 'elsewhere' }, 5)).toHaveLength(1);
      expect(await index.size()).toBe(1);
    });

    test('a key twice in one call: the later one counts', async () => {
      const index = await opened(4);
      const first = point({ vector: east });
      await add(index, [first, { ...first, vector: north }]);
      expect(await index.size()).toBe(1);
      expect(await index.nearest(north, { scope: 'scope' }, 1)).toMatchObject([{ similarity: expect.closeTo(1, 3) }]);
    });

    test('a point past its deleteAt is not found', async () => {
      const index = await opened(4);
      const short = point({ vector: east, deleteAt: time + 1_000 });
      const long = point({ vector: north });
      await add(index, [short, long]);
      const keys = async () => (await index.nearest(east, { scope: 'scope' }, 5)).map((near) => near.key);
      const keysOfNamespace = async () =>
        (await index.nearest(east, { namespace: 'default' }, 5)).map((near) => near.key);
      time += 999;
      expect(await keys()).toEqual([short.key, long.key]);
      time += 1;
      expect(await keys()).toEqual([long.key]);
      expect(await keysOfNamespace()).toEqual([long.key]);
    });

    test('delete removes what it is told and nothing else', async () => {
      const index = await opened(4);
      const points = [east, north, northEast].map((vector) => point({ vector }));
      await add(index, points);
      await index.delete([points[1]!.key, 'not there']);
      await index.delete([]);
      const found = await index.nearest(north, { scope: 'scope' }, 5);
      expect(found.map((near) => near.key)).toEqual([points[2]!.key, points[0]!.key]);
      expect(await index.size()).toBe(2);
      await index.delete(points.map((point) => point.key));
      expect(await index.hasScope('scope')).toBe(false);
    });

    test('clear removes one namespace, or all, and says how many', async () => {
      const index = await opened(4);
      await add(index, [
        point({ vector: east, namespace: 'a', scope: 'a1' }),
        point({ vector: north, namespace: 'a', scope: 'a2' }),
        point({ vector: east, namespace: 'b', scope: 'b1' }),
      ]);
      expect(await index.clear('a')).toBe(2);
      expect(await index.hasScope('a1')).toBe(false);
      expect(await index.nearest(east, { scope: 'a1' }, 5)).toEqual([]);
      expect(await index.nearest(east, { scope: 'b1' }, 5)).toHaveLength(1);
      expect(await index.clear()).toBe(1);
      expect(await index.size()).toBe(0);
      expect(await index.clear()).toBe(0);
    });

    test('a namespace is it and those inside it: to search in, and to clear', async () => {
      const index = await opened(4);
      const points = ['a', 'a/x', 'a/x/y', 'ab', 'a:x', 'a0'].map((namespace) =>
        point({ vector: east, namespace, scope: namespace }),
      );
      await add(index, points);
      const found = async (namespace: string) =>
        new Set((await index.nearest(east, { namespace }, 10)).map((near) => near.key));
      expect(await found('a')).toEqual(new Set(points.slice(0, 3).map(({ key }) => key)));
      expect(await found('a/x')).toEqual(new Set(points.slice(1, 3).map(({ key }) => key)));
      expect(await index.clear('a/x')).toBe(2);
      expect(await found('a')).toEqual(new Set([points[0]?.key]));
      expect(await index.clear('a')).toBe(1);
      expect(await index.size()).toBe(3);
      expect(await index.hasScope('a')).toBe(false);
      expect(await index.hasScope('ab')).toBe(true);
    });

    test('points are given back by key, their vectors as good as they were', async () => {
      const index = await opened(20);
      const vector = normalised(Array.from({ length: 20 }, (_, n) => Math.sin(n + 1)));
      const kept = point({ vector, namespace: 'a/x', scope: 's', question: '日本語\n"?' });
      const short = point({ vector, deleteAt: time + 1_000 });
      await add(index, [kept, short]);
      time += 1_000;
      expect(await index.get([])).toEqual([]);
      const [first, ...others] = await index.get(['not there', kept.key, short.key]);
      expect([first, others[1]]).toEqual([null, null]);
      expect(others[0]).toEqual({ ...kept, vector: expect.any(Float32Array) });
      expect(cosine(vector, others[0]?.vector ?? new Float32Array(20))).toBeCloseTo(1, 3);
    });

    test('a vector of another dimension, or with a value that is no number, is refused', async () => {
      const index = await opened(4);
      const nothing = Float32Array.of(0, Number.NaN, 0, 1);
      const infinite = Float32Array.of(0, Number.POSITIVE_INFINITY, 0, 1);
      for (const vector of [Float32Array.of(1, 0, 0), new Float32Array(), nothing, infinite]) {
        await expect(index.add([point({ vector: east }), point({ vector })])).rejects.toMatchObject({
          param: 'vector',
        });
        await expect(index.nearest(vector, { scope: 'scope' }, 1)).rejects.toMatchObject({ param: 'vector' });
      }
      await index.flush();
      expect(await index.size()).toBe(0);
    });

    test('it finds what a naive search finds, through adds, replacements and deletes', async () => {
      const dimensions = 20;
      const index = await opened(dimensions);
      const vector = fc
        .array(fc.integer({ min: -100, max: 100 }), { minLength: dimensions, maxLength: dimensions })
        .map(normalised);
      const step = fc.oneof(
        { weight: 6, arbitrary: fc.record({ key: fc.nat(60), vector, scope: fc.constantFrom('x', 'y') }) },
        { weight: 1, arbitrary: fc.record({ key: fc.nat(60) }) },
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 20, maxLength: 100, size: 'max' }),
          vector,
          async (steps, query) => {
            await index.clear();
            const naive = new Map<string, Point>();
            for (const step of steps) {
              const key = String(step.key);
              if ('vector' in step) {
                const added = newPoint(time, { key, vector: step.vector, scope: step.scope, question: `q${key}` });
                naive.set(key, added);
                await index.add([added]);
              } else {
                naive.delete(key);
                await index.delete([key]);
              }
            }
            await index.flush();
            for (const scope of ['x', 'y']) {
              const all = [...naive.values()].filter((point) => point.scope === scope);
              const best = all.map((point) => cosine(query, point.vector)).sort((a, b) => b - a);
              const found = await index.nearest(query, { scope }, 7);
              expect(found).toHaveLength(Math.min(7, all.length));
              for (const [place, near] of found.entries()) {
                const point = naive.get(near.key)!;
                expect(point.scope).toBe(scope);
                expect(near.question).toBe(point.question);
                expect(Math.abs(near.similarity - cosine(query, point.vector))).toBeLessThan(PRECISION);
                expect(Math.abs(near.similarity - best[place]!)).toBeLessThan(PRECISION);
              }
              expect(new Set(found.map((near) => near.key)).size).toBe(found.length);
            }
          },
        ),
        { numRuns: 15 },
      );
    });
  });
}
