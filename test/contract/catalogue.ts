/** The contract of `Catalogue`: every implementation joins with one line. */

import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Catalogue, Cursor, EntryMeta, ExactStore, Filter, Listed, Ms, Order } from '../../src/types.ts';
import { newAlias, newEntry, newKey } from '../stored.ts';

type Store = ExactStore & Catalogue;

interface CatalogueImplementation {
  /** A store that holds nothing, and is shared with nothing. */
  open(now: () => Ms): Promise<Store>;
}

const ORDERS = ['recent', 'hits', 'written'] as const;

export function describeCatalogue(name: string, { open }: CatalogueImplementation): void {
  describe(`${name} is a Catalogue`, () => {
    let time: Ms;
    let store: Store | undefined;

    async function opened(): Promise<Store> {
      time = Date.now();
      store = await open(() => time);
      return store;
    }

    afterEach(async () => {
      await store?.close();
      store = undefined;
    });

    async function put(store: Store, meta: Partial<EntryMeta> = {}, key = newKey()): Promise<string> {
      const entry = newEntry(time, { tags: [], ...meta });
      expect(await store.set(key, entry, await store.epoch(entry.meta.namespace))).toBe(true);
      return key;
    }

    /** All pages, one after the other; `between` runs after each. */
    async function all(
      store: Store,
      filter: Filter = {},
      { order = 'written', limit = 1_000 }: { order?: Order; limit?: number } = {},
      between = async () => {},
    ): Promise<Listed[]> {
      const listed: Listed[] = [];
      let after: Cursor | undefined;
      for (;;) {
        const page = await store.find(filter, { order, limit, after });
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        listed.push(...page.entries);
        if (page.next === null) return listed;
        after = page.next;
        await between();
      }
    }

    const keysOf = (listed: readonly Listed[]) => listed.map(({ key }) => key);

    test('of nothing there is nothing, in any order', async () => {
      const store = await opened();
      for (const order of ORDERS) {
        expect(await store.find({}, { order, limit: 10 })).toEqual({ entries: [], next: null });
        expect(await store.find({ tags: ['a'], keys: [] }, { order, limit: 10 })).toEqual({ entries: [], next: null });
      }
      expect(await store.read([newKey()])).toEqual([null]);
    });

    test('an entry is listed as it was stored, without its body; an alias is not', async () => {
      const store = await opened();
      const entry = newEntry(time, { question: '日本語\n\ud800', tags: ['a', 'b c'], usage: null });
      const key = newKey();
      await store.set(key, entry, await store.epoch('default'));
      const alias = newKey();
      await store.set(alias, newAlias(time), await store.epoch('default'));
      const { bytes } = await store.size();
      for (const order of ORDERS) {
        const [listed, ...others] = await all(store, {}, { order });
        expect(listed).toMatchObject({ key, meta: entry.meta, hits: 0 });
        expect(listed?.bytes).toBeLessThan(bytes);
        expect(others).toEqual([]);
      }
      expect(await store.read([alias, key])).toEqual([null, entry]);
    });

    test('what has expired, was deleted or was cleared is not listed', async () => {
      const store = await opened();
      const keys = [
        await put(store, { deleteAt: time + 1_000, tags: ['t'] }),
        await put(store, { tags: ['t'] }),
        await put(store, { namespace: 'other', tags: ['t'] }),
        await put(store, { tags: ['t'] }),
      ];
      time += 1_000;
      await store.delete([keys[1] as string]);
      await store.clear('other');
      for (const order of ORDERS) {
        expect(keysOf(await all(store, {}, { order }))).toEqual([keys[3]]);
        expect(keysOf(await all(store, { tags: ['t'] }, { order }))).toEqual([keys[3]]);
        expect(keysOf(await all(store, { keys }, { order }))).toEqual([keys[3]]);
      }
    });

    test('recent: the latest stored first; written: the latest last; what is stored anew is the latest', async () => {
      const store = await opened();
      const keys: string[] = [];
      for (const namespace of ['a', 'b', 'a/x', 'a']) {
        time += 10;
        keys.push(await put(store, { namespace, storedAt: time }));
      }
      expect(keysOf(await all(store, {}, { order: 'recent', limit: 2 }))).toEqual(keys.toReversed());
      time += 10;
      await put(store, { namespace: 'b', storedAt: time }, keys[1]);
      const latest = [keys[1], keys[3], keys[2], keys[0]];
      expect(keysOf(await all(store, {}, { order: 'recent', limit: 3 }))).toEqual(latest);
      expect(keysOf(await all(store, { namespace: 'a' }, { order: 'recent', limit: 1 }))).toEqual(latest.slice(1));
    });

    test('hits: the most often hit first, counts included, across namespaces', async () => {
      const store = await opened();
      const keys = [await put(store), await put(store, { namespace: 'b' }), await put(store), await put(store)];
      const [one, two, three, none] = keys as [string, string, string, string];
      await store.addHits('default', new Map(Object.entries({ [one]: 2, [three]: 1, [newKey()]: 9 })));
      await store.addHits('b', new Map([[two, 5]]));
      await store.addHits('default', new Map([[three, 2]]));
      const listed = await all(store, {}, { order: 'hits', limit: 2 });
      expect(listed.map(({ key, hits }) => [key, hits])).toEqual([
        [two, 5],
        [three, 3],
        [one, 2],
        [none, 0],
      ]);
      await put(store, { storedAt: time + 1 }, one);
      expect((await all(store, { keys: [one] })).map(({ hits }) => hits)).toEqual([2]);
      await store.delete([one]);
      await put(store, {}, one);
      expect((await all(store, { keys: [one] })).map(({ hits }) => hits)).toEqual([0]);
      expect(await store.size()).toMatchObject({ entries: 4, aliases: 0 });
    });

    test('each part of a filter, and all of them together', async () => {
      const store = await opened();
      const plain = await put(store, { question: 'user_1 asks for a refund' });
      const tagged = await put(store, { tags: ['x', 'y'], question: 'How do Refunds work?' });
      const other = await put(store, { tags: ['y', 'z'], model: 'small', version: 'v2', storedAt: time - 5_000 });
      const inner = await put(store, { namespace: 'team/a', tags: ['z'], storedAt: time - 1_000 });
      const team = await put(store, { namespace: 'team' });
      const outside = await put(store, { namespace: 'team:a' });
      const missing = newKey();
      const cases: readonly (readonly [Filter, readonly string[]])[] = [
        [{}, [plain, tagged, other, inner, team, outside]],
        [{ keys: [plain, missing, inner, plain] }, [plain, inner]],
        [{ keys: [] }, []],
        [{ tags: ['y'] }, [tagged, other]],
        [{ tags: ['y', 'x', 'z'] }, [tagged, other, inner]],
        [{ tags: ['none'] }, []],
        [{ tags: [] }, []],
        [{ pattern: 'user_*' }, [plain]],
        [{ pattern: 'user' }, []],
        [{ pattern: 'How do ?efunds*' }, [tagged]],
        [{ text: 'REFUND' }, [plain, tagged]],
        [{ text: '%' }, []],
        [{ version: 'v2' }, [other]],
        [{ model: 'small' }, [other]],
        [{ namespace: 'team' }, [inner, team]],
        [{ namespace: 'team/a' }, [inner]],
        [{ namespace: 'tea' }, []],
        [{ storedUntil: time - 1_000 }, [other, inner]],
        [{ storedUntil: time - 1_001 }, [other]],
        [{ tags: ['z', 'y'], storedUntil: time - 1_000, namespace: 'default', model: 'small', version: 'v2' }, [other]],
        [{ tags: ['y'], text: 'refund', keys: [tagged, plain] }, [tagged]],
        [{ tags: ['y'], model: 'large' }, []],
      ];
      for (const order of ORDERS) {
        for (const [filter, expected] of cases) {
          for (const limit of [1, 2, 100]) {
            const keys = keysOf(await all(store, filter, { order, limit }));
            expect(keys.toSorted(), JSON.stringify([order, limit, filter])).toEqual(expected.toSorted());
          }
        }
      }
      expect(new Set(await store.namespaces())).toEqual(new Set(['default', 'team/a', 'team', 'team:a']));
    });

    test('tags are those that the entry has now', async () => {
      const store = await opened();
      const key = await put(store, { tags: ['old', 'both'] });
      await put(store, { tags: ['new', 'both'] }, key);
      expect(keysOf(await all(store, { tags: ['old'] }))).toEqual([]);
      expect(keysOf(await all(store, { tags: ['both', 'new'] }))).toEqual([key]);
    });

    test('many in one place: equal times, equal hits, 600 of them, page by page', async () => {
      const store = await opened();
      const keys = Array.from({ length: 600 }, newKey);
      const namespaces = ['a', 'b', 'b/c'];
      await Promise.all(keys.map((key, n) => put(store, { namespace: namespaces[n % 3] as string, tags: ['t'] }, key)));
      for (const order of ORDERS) {
        for (const filter of [{}, { tags: ['t'] }, { keys }]) {
          const listed = keysOf(await all(store, filter, { order, limit: 37 }));
          expect(listed).toHaveLength(600);
          expect(new Set(listed)).toEqual(new Set(keys));
        }
      }
    });

    test('pages stay right while entries come, go, are hit and are stored anew', async () => {
      const store = await opened();
      const change = fc.record({
        what: fc.constantFrom('add', 'delete', 'hit', 'renew'),
        which: fc.nat(29),
      });
      const changes = fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 10 });
      await fc.assert(
        fc.asyncProperty(
          changes,
          fc.constantFrom(...ORDERS),
          fc.integer({ min: 1, max: 7 }),
          async (steps, order, limit) => {
            await store.clear();
            const keys = Array.from({ length: 30 }, newKey);
            for (const [n, key] of keys.entries()) {
              time += n % 2;
              await put(store, { namespace: n % 3 === 0 ? 'a' : 'b', storedAt: time }, key);
            }
            const touched = new Set<string>();
            const rest = [...steps];
            const listed = await all(store, {}, { order, limit }, async () => {
              time += 1;
              for (const { what, which } of rest.shift() ?? []) {
                const key = keys[which] as string;
                const namespace = which % 3 === 0 ? 'a' : 'b';
                if (what === 'add') await put(store, { namespace, storedAt: time });
                else touched.add(key);
                if (what === 'delete') await store.delete([key]);
                if (what === 'hit') await store.addHits(namespace, new Map([[key, 3]]));
                if (what === 'renew') await put(store, { namespace, storedAt: time }, key);
              }
            });
            const seen = keysOf(listed);
            for (const key of keys) {
              const times = seen.filter((one) => one === key).length;
              // What was stored anew comes again at the end of `written`; nothing else is ever on two pages.
              if (order !== 'written') expect(times).toBeLessThanOrEqual(1);
              if (!touched.has(key)) expect(times).toBe(1);
            }
          },
        ),
        { numRuns: 25 },
      );
    });

    test('a cursor of another order, of another store, or none at all, is refused by name', async () => {
      const store = await opened();
      for (let n = 0; n < 3; n++) await put(store, { tags: ['t'] });
      const { next } = await store.find({}, { order: 'recent', limit: 1 });
      const made = [next ?? '', '', 'x', '!!', Buffer.from('["hits"]').toString('base64url'), 'bnVsbA', 'W10'];
      for (const after of made) {
        await expect(store.find({}, { order: 'hits', limit: 1, after })).rejects.toMatchObject({ param: 'cursor' });
      }
      await expect(
        store.find({ tags: ['t'] }, { order: 'written', limit: 1, after: next ?? '' }),
      ).rejects.toMatchObject({
        param: 'cursor',
      });
    });
  });
}
