/** The contract of `ExactStore`: every implementation joins with one line, in a `*.test.ts` of its own or beside. */

import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Alias, Entry, ExactStore, Ms } from '../../src/types.ts';
import { newAlias, newEntry, newKey } from '../stored.ts';

interface ExactStoreImplementation {
  /** A store that holds nothing, and is shared with nothing: a folder or a prefix of its own. */
  open(now: () => Ms): Promise<ExactStore>;
  /** A body of so many bytes is more than it keeps under one key. */
  readonly tooLarge: number;
}

const everyByte = Uint8Array.from({ length: 512 }, (_, index) => index % 256);

export function describeExactStore(name: string, { open, tooLarge }: ExactStoreImplementation): void {
  describe(`${name} is an ExactStore`, () => {
    // Some implementations expire by a clock of their own too, so the test's clock begins now and only runs ahead.
    let time: Ms;
    let store: ExactStore | undefined;

    async function opened(): Promise<ExactStore> {
      time = Date.now();
      store = await open(() => time);
      return store;
    }

    /** Sets in the epoch of now. */
    async function put(store: ExactStore, key: string, value: Entry | Alias): Promise<boolean> {
      const namespace = value.kind === 'entry' ? value.meta.namespace : value.namespace;
      return store.set(key, value, await store.epoch(namespace));
    }

    afterEach(async () => {
      await store?.close();
      store = undefined;
    });

    test('what was never set is not there', async () => {
      const store = await opened();
      expect(await store.get([newKey(), newKey()])).toEqual([null, null]);
      expect(await store.get([])).toEqual([]);
      expect(await store.size()).toEqual({ entries: 0, aliases: 0, bytes: 0, evictions: 0 });
    });

    test('an entry comes back as it was set, its body byte for byte', async () => {
      const store = await opened();
      const key = newKey();
      for (const body of [everyByte, new Uint8Array(), Uint8Array.of(10), Uint8Array.of(0, 10, 0), Uint8Array.of(1)]) {
        const entry = newEntry(time, {}, body);
        expect(await put(store, key, entry)).toBe(true);
        expect(await store.get([key])).toEqual([entry]);
      }
    });

    test('any metadata survives: unicode, lone surrogates, line breaks, no usage', async () => {
      const store = await opened();
      const text = fc.string({ unit: 'binary' });
      const meta = fc.record({
        question: fc.oneof(text, fc.constantFrom('\ud800', '日本語\n"\\\u2028', '👩‍👩‍👧 é', '\0')),
        model: text,
        upstream: text,
        tags: fc.uniqueArray(text, { maxLength: 16 }),
        usage: fc.constantFrom(null, { inputTokens: 0, outputTokens: 2 ** 40, cachedInputTokens: 1 }),
      });
      await fc.assert(
        fc.asyncProperty(meta, fc.uint8Array(), async (meta, body) => {
          const key = newKey();
          const entry = newEntry(time, meta, body);
          await put(store, key, entry);
          expect(await store.get([key])).toEqual([entry]);
        }),
        { numRuns: 50 },
      );
    });

    test('a body that is a view of a larger buffer comes back alone', async () => {
      const store = await opened();
      const key = newKey();
      const whole = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);
      const entry = { ...newEntry(time), body: whole.subarray(100, 110) };
      await put(store, key, entry);
      whole.fill(0);
      expect(await store.get([key])).toEqual([{ ...entry, body: Uint8Array.from({ length: 10 }, (_, i) => 100 + i) }]);
    });

    test('an alias comes back as it was set', async () => {
      const store = await opened();
      const key = newKey();
      const alias = newAlias(time, { matchedBy: 'words', similarity: 0.1 + 0.2 });
      expect(await put(store, key, alias)).toBe(true);
      expect(await store.get([key])).toEqual([alias]);
      expect(await store.size()).toMatchObject({ entries: 0, aliases: 1 });
    });

    test('a key holds the latest value: an entry, then an alias, then an entry', async () => {
      const store = await opened();
      const key = newKey();
      for (const value of [newEntry(time), newAlias(time), newEntry(time, { question: 'anew' })]) {
        await put(store, key, value);
        expect(await store.get([key])).toEqual([value]);
      }
      expect(await store.size()).toMatchObject({ entries: 1, aliases: 0 });
    });

    test('values come back in the order of the keys, one for each, 5,000 of them', async () => {
      const store = await opened();
      const keys = Array.from({ length: 5_000 }, newKey);
      await Promise.all(
        keys.map((key, index) => (index % 2 === 0 ? put(store, key, newAlias(time, { guards: `${index}` })) : null)),
      );
      const found = await store.get([...keys, keys[0]!]);
      expect(found).toHaveLength(5_001);
      expect(found[5_000]).toEqual(found[0]);
      for (const [index, value] of found.slice(0, 5_000).entries()) {
        if (index % 2 === 0) expect(value).toMatchObject({ kind: 'alias', guards: `${index}` });
        else expect(value).toBeNull();
      }
    });

    test('a value is there before its deleteAt and not from it on', async () => {
      const store = await opened();
      const [entry, alias] = [newKey(), newKey()];
      await put(store, entry, newEntry(time, { staleAt: time + 1_000, deleteAt: time + 50_000 }));
      await put(store, alias, newAlias(time, { deleteAt: time + 60_000 }));
      time += 49_999;
      expect(await store.get([entry, alias])).not.toContain(null);
      time += 1;
      expect(await store.get([entry, alias])).toEqual([null, expect.objectContaining({ kind: 'alias' })]);
      time += 10_000;
      expect(await store.get([entry, alias])).toEqual([null, null]);
      expect(await store.delete([entry, alias])).toBe(0);
      expect(await store.expire(entry, time + 1, time + 2)).toBe(false);
    });

    test('expire moves the times of an entry, and nothing else', async () => {
      const store = await opened();
      const [key, alias] = [newKey(), newKey()];
      const entry = newEntry(time, {}, everyByte);
      await put(store, key, entry);
      await put(store, alias, newAlias(time));

      expect(await store.expire(key, time + 10_000, time + 20_000)).toBe(true);
      const moved = { ...entry, meta: { ...entry.meta, staleAt: time + 10_000, deleteAt: time + 20_000 } };
      expect(await store.get([key])).toEqual([moved]);
      expect(await store.expire(newKey(), time + 1, time + 2)).toBe(false);
      expect(await store.expire(alias, time + 1, time + 2)).toBe(false);
      expect(await store.size()).toMatchObject({ entries: 1, aliases: 1 });

      time += 20_000;
      expect(await store.get([key])).toEqual([null]);
    });

    test('expire can prolong, and can end', async () => {
      const store = await opened();
      const [long, short] = [newKey(), newKey()];
      await put(store, long, newEntry(time));
      await put(store, short, newEntry(time));
      await store.expire(long, time + 200_000, time + 300_000);
      await store.expire(short, time, time);
      expect(await store.get([short])).toEqual([null]);
      time += 299_999;
      expect(await store.get([long])).toEqual([expect.objectContaining({ kind: 'entry' })]);
    });

    test('delete removes what it is told, and says how many there were', async () => {
      const store = await opened();
      const keys = Array.from({ length: 4 }, newKey);
      for (const key of keys) await put(store, key, newEntry(time));
      expect(await store.delete([keys[0]!, keys[1]!, newKey()])).toBe(2);
      expect(await store.delete([keys[0]!])).toBe(0);
      expect(await store.delete([])).toBe(0);
      expect((await store.get(keys)).map((value) => value !== null)).toEqual([false, false, true, true]);
      expect(await store.size()).toMatchObject({ entries: 2 });
    });

    test('clear removes one namespace and leaves the others', async () => {
      const store = await opened();
      const [mine, alias, theirs, nested] = [newKey(), newKey(), newKey(), newKey()];
      await put(store, mine, newEntry(time, { namespace: 'team' }));
      await put(store, alias, newAlias(time, { namespace: 'team' }));
      await put(store, theirs, newEntry(time, { namespace: 'Team' }));
      await put(store, nested, newEntry(time, { namespace: 'team:a' }));
      expect(await store.clear('team')).toBe(1);
      expect(await store.clear('nobody')).toBe(0);
      const left = await store.get([mine, alias, theirs, nested]);
      expect(left.map((value) => value !== null)).toEqual([false, false, true, true]);
    });

    test('clear of all leaves nothing, and counts entries, not aliases', async () => {
      const store = await opened();
      const keys = Array.from({ length: 3 }, newKey);
      await put(store, keys[0]!, newEntry(time, { namespace: 'a' }));
      await put(store, keys[1]!, newEntry(time, { namespace: 'b' }));
      await put(store, keys[2]!, newAlias(time));
      expect(await store.clear()).toBe(2);
      expect(await store.get(keys)).toEqual([null, null, null]);
      expect(await store.size()).toMatchObject({ entries: 0, aliases: 0, bytes: 0 });
    });

    test('a clear of a namespace takes those inside it along, and ends their epochs', async () => {
      const store = await opened();
      const namespaces = ['a', 'a/x', 'a/x/y', 'ab', 'a:x', 'b/a'];
      const keys = namespaces.map(() => newKey());
      const fill = async () => {
        for (const [n, key] of keys.entries())
          await put(store, key, newEntry(time, { namespace: namespaces[n] as string }));
      };
      const held = async () => (await store.get(keys)).map((value) => value !== null);
      await fill();
      const epochs = await Promise.all(namespaces.map((namespace) => store.epoch(namespace)));
      expect(await store.clear('a/x')).toBe(2);
      expect(await held()).toEqual([true, false, false, true, true, true]);
      expect(await store.clear('a')).toBe(1);
      expect(await held()).toEqual([false, false, false, true, true, true]);
      for (const [n, key] of keys.entries()) {
        const entry = newEntry(time, { namespace: namespaces[n] as string });
        expect(await store.set(key, entry, epochs[n] as number)).toBe(n > 2);
      }
      await fill();
      expect(await held()).toEqual(keys.map(() => true));
    });

    test('what was asked for before a clear is not stored after it', async () => {
      const store = await opened();
      const key = newKey();
      const team = await store.epoch('team');
      const other = await store.epoch('other');
      await store.clear('team');
      expect(await store.set(key, newEntry(time, { namespace: 'team' }), team)).toBe(false);
      expect(await store.set(key, newAlias(time, { namespace: 'team' }), team)).toBe(false);
      expect(await store.get([key])).toEqual([null]);
      expect(await store.set(key, newEntry(time, { namespace: 'other' }), other)).toBe(true);

      await store.clear();
      expect(await store.set(key, newEntry(time, { namespace: 'other' }), other)).toBe(false);
      expect(await store.get([key])).toEqual([null]);
      expect(await put(store, key, newEntry(time, { namespace: 'team' }))).toBe(true);
      expect(await store.get([key])).not.toEqual([null]);
    });

    test('a set that runs beside a clear does not outlive it', async () => {
      const store = await opened();
      const keys = Array.from({ length: 50 }, newKey);
      const epoch = await store.epoch('default');
      const sets = keys.map((key) => store.set(key, newEntry(time), epoch));
      const cleared = store.clear('default');
      const late = keys.map((key) => store.set(key, newEntry(time), epoch));
      await Promise.all([cleared, ...sets, ...late]);
      expect((await store.get(keys)).filter((value) => value !== null)).toEqual([]);
    });

    test('a body too large to keep is refused, and the older value goes: the new one was to replace it', async () => {
      const store = await opened();
      const key = newKey();
      await put(store, key, newEntry(time));
      expect(await put(store, key, newEntry(time, {}, new Uint8Array(tooLarge)))).toBe(false);
      expect(await store.get([key])).toEqual([null]);
      expect(await store.size()).toMatchObject({ entries: 0, bytes: 0 });
      expect(await put(store, key, newEntry(time))).toBe(true);
    });

    test('its size counts keys, metadata and bodies, and follows every change', async () => {
      const store = await opened();
      const [key, large] = [newKey(), newKey()];
      await put(store, key, newEntry(time));
      const { bytes } = await store.size();
      expect(bytes).toBeGreaterThan(key.length + JSON.stringify(newEntry(time).meta).length);
      await put(store, large, newEntry(time, {}, new Uint8Array(10_000)));
      const grown = (await store.size()).bytes - bytes;
      expect(grown).toBeGreaterThan(10_000);
      expect(grown).toBeLessThan(12_000);
      await put(store, large, newEntry(time));
      expect(await store.size()).toMatchObject({ entries: 2, bytes: 2 * bytes });
      await store.delete([key, large]);
      expect(await store.size()).toMatchObject({ entries: 0, bytes: 0 });
    });

    test('flush waits for what was set', async () => {
      const store = await opened();
      const key = newKey();
      await put(store, key, newEntry(time));
      await store.flush();
      expect(await store.get([key])).not.toEqual([null]);
    });
  });
}
